#!/bin/sh
# npm runs this where the package is installed from its repository, as pre-commit does: then nothing else bundles the
# command. After an install without the development dependencies there is nothing to do it with.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
[ -d "$root/node_modules/tsdown" ] || exit 0
exec sh "$root/scripts/fresh-build.sh"
