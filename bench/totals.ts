import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import process from 'node:process'
import { asObject, objects, strings } from '../src/image/archive/json.ts'

/**
 * Holds the totals of `laststage measure` against what GNU tar lists, layer by layer, to the byte: images of the engine as it saves
 * them, and the first of them in other forms. Run: npm run bench:totals -- IMAGE…
 */
const root = new URL('..', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'laststage-totals-'))

interface Totals {
  readonly bytes: number
  readonly files: number
}

let failed = 0
try {
  const [first, ...others] = process.argv.slice(2)
  if (first === undefined) throw new Error('name images of the engine')
  const layers = compareSaved(first).map(unpacked)
  for (const [form, path] of forms(layers)) report(`${first} as ${form}`, measured(path), layers)
  for (const other of others) compareSaved(other)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exitCode = failed === 0 ? 0 : 1

/** Saves an image, unpacks the archive with tar, and compares. Answers its raw layers, lowest first. */
function compareSaved(name: string): readonly string[] {
  const archive = join(folder, 'saved.tar')
  const unpacked = mkdtempSync(join(folder, 'saved-'))
  execFileSync('docker', ['save', '-o', archive, name])
  execFileSync('tar', ['-xf', archive, '-C', unpacked])
  const [image] = objects(JSON.parse(readFileSync(join(unpacked, 'manifest.json'), 'utf8')))
  const layers = strings(image?.['Layers']).map(path => join(unpacked, path))
  report(name, measured(archive), layers)
  return layers
}

/** An engine with containerd's store saves layers as they were pulled: in gzip. */
function unpacked(layer: string): string {
  const raw = `${layer}.raw`
  writeFileSync(raw, output('gzip', ['-dcf', layer]))
  return raw
}

function report(name: string, ours: readonly Totals[], layers: readonly string[]): void {
  const theirs = layers.map(listed)
  const isSame = JSON.stringify(ours) === JSON.stringify(theirs)
  if (!isSame) failed++
  const bytes = theirs.reduce((sum, one) => sum + one.bytes, 0)
  const files = theirs.reduce((sum, one) => sum + one.files, 0)
  process.stdout.write(
    `${isSame ? 'same' : 'DIFFERS'}  ${bytes} bytes  ${files} files  ${layers.length} layers  ${name}\n`,
  )
  if (!isSame) process.stdout.write(`  ours   ${JSON.stringify(ours)}\n  theirs ${JSON.stringify(theirs)}\n`)
}

function measured(path: string): readonly Totals[] {
  const printed = execFileSync(process.execPath, [join(root, 'src/cli/bin.ts'), 'measure', path, '--json'], {
    maxBuffer: 1 << 30,
  })
  const { layers } = asObject(JSON.parse(String(printed)))
  return objects(layers).map(({ unpacked, files }) => ({ bytes: Number(unpacked), files: Number(files) }))
}

/** Regular files as GNU tar lists them: mode, owner, size, date, time, name. Whiteouts are no files. */
function listed(layer: string): Totals {
  const args = ['--quoting-style=escape', '--numeric-owner', '-tvf', layer]
  const lines = String(execFileSync('tar', args, { maxBuffer: 1 << 30 })).split('\n')
  const sizes = lines.flatMap(line => {
    const [, size, name] = /^-\S+ +\S+ +(\d+) \S+ \S+ (.*)$/.exec(line) ?? []
    return size === undefined || /(?:^|\/)\.wh\.[^/]*$/.test(name ?? '') ? [] : [Number(size)]
  })
  return { bytes: sizes.reduce((sum, size) => sum + size, 0), files: sizes.length }
}

/** The same layers in the forms in which other builders and stores keep them. */
function* forms(layers: readonly string[]): Generator<readonly [string, string]> {
  for (const [form, program] of [
    ['raw', ['cat']],
    ['gzip', ['gzip', '-nc']],
    ['zstd', ['zstd', '-qc']],
  ] as const) {
    const layout = ociLayout(
      form,
      layers.map(layer => output(program[0], [...program.slice(1), layer])),
    )
    yield [`OCI folder, ${form}`, layout]
    const archive = `${layout}.tar`
    execFileSync('tar', ['-cf', archive, '-C', layout, ...readdirSync(layout)])
    yield [`OCI tar, ${form}`, archive]
  }
  const old = join(folder, 'v1.1')
  layers.forEach((layer, at) => put(join(old, `${at}`, 'layer.tar'), readFileSync(layer)))
  put(join(old, 'config.json'), configOf(layers.map(layer => readFileSync(layer))))
  const names = layers.map((_, at) => `${at}/layer.tar`)
  put(
    join(old, 'manifest.json'),
    JSON.stringify([{ Config: 'config.json', RepoTags: ['a:1', 'a:2'], Layers: names }]),
  )
  const archive = `${old}.tar`
  execFileSync('tar', ['-cf', archive, '-C', old, ...readdirSync(old)])
  yield ['docker-archive of before 25', archive]
  writeFileSync(`${archive}.gz`, output('gzip', ['-nc', archive]))
  yield ['docker-archive in gzip', `${archive}.gz`]
}

function ociLayout(form: string, stored: readonly Buffer[]): string {
  const layout = join(folder, `oci-${form}`)
  const blob = (bytes: Buffer) => {
    const hex = createHash('sha256').update(bytes).digest('hex')
    put(join(layout, 'blobs/sha256', hex), bytes)
    return { digest: `sha256:${hex}`, size: bytes.length }
  }
  const config = blob(Buffer.from(JSON.stringify({ os: 'linux', architecture: 'amd64' })))
  const manifest = blob(Buffer.from(JSON.stringify({ config, layers: stored.map(blob) })))
  put(join(layout, 'index.json'), JSON.stringify({ manifests: [manifest] }))
  return layout
}

function configOf(raw: readonly Buffer[]): string {
  const digests = raw.map(bytes => `sha256:${createHash('sha256').update(bytes).digest('hex')}`)
  return JSON.stringify({ os: 'linux', architecture: 'amd64', rootfs: { type: 'layers', diff_ids: digests } })
}

function output(program: string, args: readonly string[]): Buffer {
  const done = spawnSync(program, args, { maxBuffer: 1 << 30 })
  if (done.status !== 0) throw new Error(`${program} failed: ${String(done.stderr)}`)
  return done.stdout
}

function put(path: string, content: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true })
  if (statSync(path, { throwIfNoEntry: false }) === undefined) writeFileSync(path, content)
}
