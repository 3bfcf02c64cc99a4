import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { makeBigImage } from './big-image.ts'

/**
 * `laststage measure` against `tar -tzv` of the same layers (the floor: one core that unpacks and lists, and keeps
 * nothing) and against dive, on an image made for it. Run: npm run bench:measure [-- --keep]
 */
const RUNS = 3
const root = new URL('..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'laststage-bench-'))

interface Timing {
  readonly seconds: number
  /** Of all cores together; less at the mercy of what else runs. Undefined where there is no GNU time. */
  readonly cpuSeconds: number | undefined
  /** Peak of resident memory; undefined where there is no GNU time. */
  readonly megabytes: number | undefined
}

try {
  process.stderr.write('Making an image of 48,000 files …\n')
  const image = await makeBigImage(folder, 48_000, 850)
  const dive = diveCommand()
  const measure = [join(root, 'dist/bin.mjs'), 'measure']
  process.env['LASTSTAGE_CACHE_DIR'] = join(folder, 'kept')
  const runs = {
    floor: () =>
      timed('sh', ['-c', 'for layer; do tar -tzvf "$layer" >/dev/null; done', 'sh', ...image.layers]),
    laststage: () => timed(process.execPath, [...measure, image.archive, '--no-cache']),
    // Of three runs the first fills the folder, and does not count.
    again: () => timed(process.execPath, [...measure, image.archive]),
    ...(dive === undefined ? {} : { dive: () => timed(dive, [`docker-archive://${image.archive}`, '--ci']) }),
  }
  // Taken in turns, so that what else the machine does weighs on all of them alike; the best of each counts.
  const best = new Map<string, Timing>()
  for (let run = 0; run < RUNS; run++)
    for (const [name, once] of Object.entries(runs)) {
      const now = once()
      const before = best.get(name)
      if (!before || now.seconds < before.seconds) best.set(name, now)
    }
  report(image.files, image.bytes, best, dive)
} finally {
  if (!process.argv.includes('--keep')) rmSync(folder, { recursive: true, force: true })
}

function timed(command: string, args: readonly string[]): Timing {
  const gnuTime = existsSync('/usr/bin/time')
  const start = performance.now()
  const done = gnuTime
    ? spawnSync('/usr/bin/time', ['-f', 'peak %M cpu %U %S', command, ...args], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
    : spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const seconds = (performance.now() - start) / 1000
  const printed = String(done.stderr)
  if (done.status === null || done.error) throw new Error(`${command} failed: ${printed}`)
  const [, peak, user, system] = /peak (\d+) cpu ([\d.]+) ([\d.]+)/.exec(printed) ?? []
  if (peak === undefined) return { seconds, cpuSeconds: undefined, megabytes: undefined }
  return { seconds, cpuSeconds: Number(user) + Number(system), megabytes: Number(peak) / 1024 }
}

/** dive as the Go module proxy has it, built outside the repository; undefined where there is no Go. */
function diveCommand(): string | undefined {
  try {
    execFileSync('go', ['install', 'github.com/wagoodman/dive@v0.13.1'], {
      env: { ...process.env, GOBIN: folder, GOFLAGS: '-mod=mod' },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    return join(folder, 'dive')
  } catch {
    return undefined
  }
}

function report(
  files: number,
  bytes: number,
  best: ReadonlyMap<string, Timing>,
  dive: string | undefined,
): void {
  const floor = best.get('floor')?.seconds ?? 0
  const own = best.get('laststage')?.seconds ?? 0
  const lines = [
    `${files.toLocaleString('en-US')} files, ${(bytes / 1e6).toFixed(0)} MB unpacked, gzip layers; ${cpus().length} cores, Node ${process.versions.node}; best of ${RUNS}`,
    ...[...best].map(([name, { seconds, cpuSeconds, megabytes }]) => {
      const memory = megabytes === undefined ? '' : `${megabytes.toFixed(0).padStart(6)} MB`
      const cpu = cpuSeconds === undefined ? '' : `(${cpuSeconds.toFixed(1)} s CPU)`
      return `  ${name.padEnd(10)} ${seconds.toFixed(2).padStart(7)} s ${cpu} ${memory}   ${(seconds / floor).toFixed(2)} × the floor`
    }),
    dive === undefined
      ? '  dive: not here (needs Go and its module proxy)'
      : `  ${((best.get('dive')?.seconds ?? 0) / own).toFixed(1)} × as fast as dive`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}
