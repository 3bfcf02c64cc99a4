import { execFileSync, spawn } from 'node:child_process'
import { createReadStream, createWriteStream, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { readTree } from '../src/image/root/read-tree.ts'
import { freeingSpent } from '../src/image/tar/spent-chunks.ts'
import { tarOf } from '../src/image/tar/write-tar.ts'
import { certify } from '../src/verify/certify/certify.ts'

/**
 * Certifies two root file systems of 1 GB against each other, as they come from `docker export`: through a pipe. The
 * floors of the same run: `tar -x` of one to a folder, `sha256sum` of one as a whole, and `cat` of both through pipes.
 * Run: npm run bench:certify
 */
const RUNS = 2
const MEGABYTES = 1000
const FILES = 30_000

if (process.argv[2] === 'certify') await certifyOnce(process.argv[3] ?? '')
else await compareWithFloors()

async function certifyOnce(archive: string): Promise<void> {
  const start = performance.now()
  const [original, candidate] = await Promise.all([
    readTree(freeingSpent(piped(archive))),
    readTree(freeingSpent(piped(archive))),
  ])
  const { kind, compared } = certify({
    original,
    candidate,
    required: original.paths,
    negative: [],
    relation: 'subset',
    refusals: [],
  })
  if (kind !== 'certified' || compared < FILES) throw new Error(`${kind}, ${compared} compared`)
  const seconds = (performance.now() - start) / 1000
  process.stdout.write(`${seconds} ${process.resourceUsage().maxRSS / 1024}`)
}

/** The archive as a child process prints it. */
async function* piped(archive: string): AsyncGenerator<Uint8Array> {
  const child = spawn('cat', [archive], { stdio: ['ignore', 'pipe', 'inherit'] })
  yield* child.stdout as AsyncIterable<Uint8Array>
}

async function compareWithFloors(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'laststage-bench-'))
  try {
    const archive = join(folder, 'root.tar')
    await pipeline(Readable.from(rootFileSystem()), createWriteStream(archive))
    // Once, so that all runs find it in memory.
    for await (const _ of createReadStream(archive)) continue
    report(await bestOf(folder, archive))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Best {
  readonly own: { readonly seconds: number; readonly megabytes: number }
  readonly floors: Readonly<Record<string, number>>
}

/** In turns, so that what else the machine does weighs on all alike; the best of each counts. */
async function bestOf(folder: string, archive: string): Promise<Best> {
  const compiled = compile(folder)
  let own = { seconds: Number.POSITIVE_INFINITY, megabytes: 0 }
  const floors: Record<string, number> = {}
  const floor = (name: string, command: string): void => {
    const start = performance.now()
    execFileSync('sh', ['-c', command, 'sh', archive, join(folder, 'out')], { stdio: 'ignore' })
    floors[name] = Math.min(floors[name] ?? Number.POSITIVE_INFINITY, (performance.now() - start) / 1000)
  }
  for (let run = 0; run < RUNS; run++) {
    const printed = execFileSync(process.execPath, [compiled, 'certify', archive], { encoding: 'utf8' })
    const [seconds = 0, megabytes = 0] = printed.split(' ').map(Number)
    own = { seconds: Math.min(own.seconds, seconds), megabytes: Math.max(own.megabytes, megabytes) }
    mkdirSync(join(folder, 'out'))
    floor('tar -x of one', 'tar -xf "$1" -C "$2"')
    rmSync(join(folder, 'out'), { recursive: true })
    floor('sha256sum of both, side by side', 'cat "$1" | sha256sum & cat "$1" | sha256sum; wait')
    floor('cat of both, side by side', 'cat "$1" | cat > /dev/null & cat "$1" | cat > /dev/null; wait')
  }
  return { own, floors }
}

function rate(seconds: number, megabytes: number): string {
  return `${seconds.toFixed(2).padStart(6)} s ${(megabytes / seconds).toFixed(0).padStart(5)} MB/s`
}

/** As it is published: node's own reading of TypeScript takes 45 MB. Answers this file's path. */
function compile(folder: string): string {
  const out = join(folder, 'compiled')
  const tsc = new URL('../node_modules/typescript/bin/tsc', import.meta.url).pathname
  const settings = [
    '--noEmit',
    'false',
    '--outDir',
    out,
    '--rewriteRelativeImportExtensions',
    '--module',
    'nodenext',
  ]
  const rest = ['--target', 'esnext', '--types', 'node', '--skipLibCheck', '--ignoreConfig']
  execFileSync(process.execPath, [tsc, ...settings, ...rest, import.meta.filename], { stdio: 'inherit' })
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }')
  return join(out, 'bench/certify.js')
}

function report({ own, floors }: Best): void {
  const lines = [
    `${FILES.toLocaleString('en-US')} files, ${MEGABYTES} MB, twice; ${cpus().length} cores, Node ${process.versions.node}; best of ${RUNS}`,
    `  ${'certify'.padEnd(32)} ${rate(own.seconds, 2 * MEGABYTES)}   peak ${own.megabytes.toFixed(0)} MB`,
    ...Object.entries(floors).map(([name, seconds]) => {
      const megabytes = name.includes('both') ? 2 * MEGABYTES : MEGABYTES
      const ratio = own.seconds / 2 / (seconds / (megabytes / MEGABYTES))
      return `  ${name.padEnd(32)} ${rate(seconds, megabytes)}   ${ratio.toFixed(2)} × its time per byte`
    }),
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

/** Most files small, a few large, as in a real image. */
function* rootFileSystem(): Generator<Buffer> {
  const noise = Buffer.alloc(8 << 20)
  for (let at = 0, state = 1; at < noise.length; at += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0
    noise.writeInt32LE(state, at)
  }
  const large = 100
  const small = Math.floor((MEGABYTES * 0.3e6) / FILES)
  for (let at = 0; at < FILES; at++) {
    const size = at % (FILES / large) === 0 ? Math.floor((MEGABYTES * 0.7e6) / large) : small
    const path = `usr/lib/part${at % 97}/module${at % 13}/file-${at}.so`
    yield tarOf([{ path, content: noise.subarray(at % 4096, (at % 4096) + size), mode: 0o644 }]).subarray(
      0,
      -1024,
    )
  }
  yield Buffer.alloc(1024)
}
