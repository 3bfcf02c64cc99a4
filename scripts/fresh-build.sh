#!/bin/sh
# Bundles src/ into dist/ where the bundle is missing or older than a source file.
set -e
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if [ -e "$root/dist/cli.mjs" ] && [ -z "$(find "$root/src" "$root/package.json" "$root/tsdown.config.ts" "$root/scripts/bundle-page.ts" -newer "$root/dist/cli.mjs" -print -quit)" ]; then
  exit 0
fi
cd "$root"
sh scripts/node.sh node_modules/tsdown/dist/run.mjs --logLevel error >&2
