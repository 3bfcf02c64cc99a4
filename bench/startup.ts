import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { performance } from 'node:perf_hooks'
import process from 'node:process'

// From command to answer, Node's own start included, on the bundle; run `npm run build` first.
const root = dirname(import.meta.dirname)
const bundle = join(root, 'dist', 'bin.mjs')
const runs = 15
const cases = [
  ['--version'],
  ['check', join('examples', 'react-spa', 'Dockerfile')],
  ...['go-hello', 'java-maven', 'react-spa'].map(name => ['optimize', join('examples', name), '--static']),
]

for (const args of cases) {
  const times = Array.from({ length: runs }, () => timeOf(args)).sort((a, b) => a - b)
  const median = times[Math.floor(runs / 2)] ?? 0
  console.log(
    `${args.join(' ').padEnd(40)} median ${Math.round(median)} ms, best ${Math.round(times[0] ?? 0)} ms`,
  )
}

function timeOf(args: readonly string[]): number {
  const started = performance.now()
  spawnSync(process.execPath, [bundle, ...args], { cwd: root, stdio: 'ignore' })
  return performance.now() - started
}
