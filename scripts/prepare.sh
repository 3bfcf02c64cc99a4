#!/bin/sh
# npm runs this where the package is installed from its repository, as pre-commit does: then nothing else bundles the
# command.
set -e
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
if [ ! -d node_modules/tsdown ]; then
  # An install without the development dependencies has nothing to bundle with, and was not meant to.
  [ "$npm_config_global" = true ] || exit 0
  # npm means to install them before this, but with --global that goes elsewhere (npm 11).
  npm_config_global=false npm ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error >&2
fi
exec sh scripts/fresh-build.sh
