#!/usr/bin/env node
// Old Nodes must be able to read this file: it says what is wrong before anything newer is loaded.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`laststage needs Node 22.18 or newer; this is ${process.versions.node}.\n`)
  process.exitCode = 2
} else {
  const { main } = await import('./main.ts')
  await main(process.argv.slice(2))
}
