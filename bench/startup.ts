import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

// From command to answer, Node's own start included, on the bundle; run `npm run build` first.
const root = dirname(import.meta.dirname)
const bundle = join(root, 'dist', 'bin.mjs')
const runs = 20
const commands = [
  ['--version'],
  ['check', join('examples', 'react-spa', 'Dockerfile')],
  ...['go-hello', 'java-maven', 'react-spa'].map(name => ['optimize', join('examples', name), '--static']),
]
const cases = [
  { name: 'node -e 0', args: ['-e', '0'] },
  ...commands.map(args => ({ name: args.join(' '), args: [bundle, ...args] })),
]

// In turns, so that a busy moment of the machine does not fall on one command alone. The first turn warms the caches.
const times = cases.map((): number[] => [])
for (let run = 0; run <= runs; run++) {
  for (const [at, { args }] of cases.entries()) {
    const taken = timeOf(args)
    if (run > 0) times[at]?.push(taken)
  }
}
for (const [at, { name }] of cases.entries()) {
  const sorted = (times[at] ?? []).toSorted((a, b) => a - b)
  const [best, median, worst] = [0, runs / 2, runs - 1].map(place => Math.round(sorted[place] ?? 0))
  console.log(`${name.padEnd(40)} best ${best} ms, median ${median} ms, worst ${worst} ms`)
}

function timeOf(args: readonly string[]): number {
  const started = performance.now()
  spawnSync(process.execPath, args, { cwd: root, stdio: 'ignore' })
  return performance.now() - started
}
