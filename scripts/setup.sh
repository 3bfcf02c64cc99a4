#!/bin/sh
# Prepares a bare clone: installs what the lock file names, and bundles the command. Does nothing where that is done already.
set -e
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$root"
stamp=node_modules/.laststage-setup
if ! cmp -s package-lock.json "$stamp"; then
  echo "laststage: installing dependencies with npm" >&2
  # Engine warnings are about the machine's Node, which the one in the lock file replaces.
  npm ci --no-audit --no-fund --loglevel=error >&2
  cp package-lock.json "$stamp"
fi
sh scripts/fresh-build.sh
