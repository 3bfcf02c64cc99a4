import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import process from 'node:process'
import { asObject, objects, text } from '../../src/image/archive/json.ts'

/** What a layer holds, as one of the counters says. */
export interface LayerTotals {
  /** Sizes of its regular files together; a hard link is none. */
  readonly bytes: number
  readonly files: number
  /** Bytes as stored; undefined where the layer is stored raw. */
  readonly stored: number | undefined
}

const root = new URL('../..', import.meta.url).pathname
const MAX_OUTPUT = 1 << 30

/** What `laststage measure` says of an image's layers, and how they are compressed. */
export function measured(name: string): {
  readonly layers: readonly LayerTotals[]
  readonly compressions: readonly string[]
} {
  const command = [join(root, 'src/cli/bin.ts'), 'measure', name, '--json']
  const printed = execFileSync(process.execPath, command, { maxBuffer: MAX_OUTPUT })
  const layers = objects(asObject(JSON.parse(String(printed)))['layers'])
  return {
    layers: layers.map(({ unpacked, files, compression, compressed }) => ({
      bytes: Number(unpacked),
      files: Number(files),
      stored: compression === 'none' ? undefined : Number(compressed),
    })),
    compressions: [...new Set(layers.map(layer => text(layer['compression']) ?? ''))],
  }
}

/** Regular files of a raw layer as GNU tar lists them: mode, owner, size, date, time, name. Whiteouts are no files. */
export function listed(layer: string, stored: number | undefined): LayerTotals {
  const lines = run('tar', ['--quoting-style=escape', '--numeric-owner', '-tvf', layer]).split('\n')
  const sizes = lines.flatMap(line => {
    const [, size, name] = /^-\S+ +\S+ +(\d+) \S+ \S+ (.*)$/.exec(line) ?? []
    return size === undefined || /(?:^|\/)\.wh\.[^/]*$/.test(name ?? '') ? [] : [Number(size)]
  })
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length, stored }
}

/** A program's output. Throws with what it complained of. */
export function run(
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): string {
  return String(output(program, args, options))
}

export function output(
  program: string,
  args: readonly string[],
  options: { readonly env?: NodeJS.ProcessEnv; readonly cwd?: string } = {},
): Buffer {
  const done = spawnSync(program, args, { maxBuffer: MAX_OUTPUT, ...options })
  if (done.status === 0) return done.stdout
  throw new Error(`${program} ${args.join(' ')}: ${done.error?.message ?? String(done.stderr).slice(-2000)}`)
}

/** The first line of what a program says of its version; undefined where it is not here. */
export function versionOf(program: string, ...args: readonly string[]): string | undefined {
  const done = spawnSync(program, args.length === 0 ? ['--version'] : args, { encoding: 'utf8' })
  if (done.status !== 0) return undefined
  return /\d+(?:\.\d+)+\S*/.exec(`${done.stdout}${done.stderr}`)?.[0]?.replace(/[,;]$/, '') ?? 'here'
}
