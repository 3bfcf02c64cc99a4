#!/bin/sh
# Runs a Node that is new enough (22.18 or newer): the machine's own, or the one that npm brought into node_modules.
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
case $(uname -m) in
  aarch64 | arm64) arch=arm64 ;;
  *) arch=x64 ;;
esac
bundled=$root/node_modules/node-linux-$arch/bin/node
if [ -x "$bundled" ]; then
  # npm scripts that start `node` again (vitest's workers do) should find the same one.
  PATH=$(dirname -- "$bundled"):$PATH exec "$bundled" "$@"
fi
if node -e 'const [a,b]=process.versions.node.split(".").map(Number);process.exit(a>22||(a===22&&b>=18)?0:1)' 2>/dev/null; then
  exec node "$@"
fi
echo "laststage needs Node 22.18 or newer. Run \`npm run setup\` in $root, which brings one, or install it from https://nodejs.org." >&2
exit 2
