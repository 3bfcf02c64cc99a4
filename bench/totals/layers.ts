import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { asObject, type JsonObject, objects, strings, text } from '../../src/image/archive/json.ts'
import { listed, type LayerTotals, output, run, versionOf } from './count.ts'

const BLOCK = 512

/** How an image lies on the disk, in skopeo's words. */
export type Form = 'docker-archive' | 'oci-archive' | 'oci' | 'dir'

/** A layer in a file of its own, unpacked, and its bytes as they were stored. */
interface RawLayer {
  readonly path: string
  readonly stored: number | undefined
}

/** The layers as `tar`, `gzip` and `zstd` get them out of the image. */
export function countedByTar(form: Form, path: string, scratch: string): readonly LayerTotals[] {
  return rawLayers(form, path, scratch).map(layer => listed(layer.path, layer.stored))
}

/** The layers as skopeo gets them out; undefined where it is not here. */
export function countedBySkopeo(
  name: string,
  stored: readonly (number | undefined)[],
  scratch: string,
): readonly LayerTotals[] | undefined {
  if (versionOf('skopeo') === undefined) return undefined
  const folder = join(scratch, 'skopeo')
  const plain = name.startsWith('docker://') ? ['--src-tls-verify=false'] : []
  run('skopeo', ['--insecure-policy', 'copy', '-q', ...plain, '--dest-decompress', name, `dir:${folder}`])
  // It takes docker archives for uncompressed.
  const sizes = name.startsWith('docker-archive:') ? stored : skopeoSizes(name)
  return manifestLayers(readJson(join(folder, 'manifest.json'))).map(({ hex }, at) =>
    listed(unpacked(join(folder, hex)).path, stored[at] === undefined ? undefined : sizes[at]),
  )
}

function skopeoSizes(name: string): readonly number[] {
  const plain = name.startsWith('docker://') ? ['--tls-verify=false'] : []
  const manifest = asObject(JSON.parse(run('skopeo', ['inspect', '--raw', ...plain, name])))
  return objects(manifest['layers']).map(layer => Number(layer['size']))
}

/** Takes an image apart without laststage: each layer in a file of its own, raw. */
export function rawLayers(form: Form, path: string, scratch: string): readonly RawLayer[] {
  if (form === 'oci')
    return ociLayers(path).map(({ algorithm, hex }) => unpacked(join(path, 'blobs', algorithm, hex)))
  if (form === 'dir')
    return manifestLayers(readJson(join(path, 'manifest.json'))).map(({ hex }) => unpacked(join(path, hex)))
  const folder = join(scratch, 'taken-apart')
  mkdirSync(folder, { recursive: true })
  run('tar', ['-xf', path, '-C', folder])
  if (form === 'oci-archive') return rawLayers('oci', folder, scratch)
  const [image] = objects(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')))
  return strings(image?.['Layers']).map(layer => unpacked(join(folder, layer)))
}

function ociLayers(folder: string): readonly Digest[] {
  let document = asObject(readJson(join(folder, 'index.json')))
  for (let next = objects(document['manifests'])[0]; next; next = objects(document['manifests'])[0]) {
    const { algorithm, hex } = digestOf(next)
    document = asObject(readJson(join(folder, 'blobs', algorithm, hex)))
  }
  return manifestLayers(document)
}

interface Digest {
  readonly algorithm: string
  readonly hex: string
}

function manifestLayers(manifest: unknown): readonly Digest[] {
  return objects(asObject(manifest)['layers']).map(digestOf)
}

function digestOf(descriptor: JsonObject): Digest {
  const [algorithm = '', hex = ''] = (text(descriptor['digest']) ?? '').split(':')
  return { algorithm, hex }
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'))
}

function unpacked(path: string): RawLayer {
  const program = { '1f8b': 'gzip', '28b5': 'zstd' }[firstBytes(path)]
  const raw = `${path}.raw`
  writeFileSync(raw, program === undefined ? readFileSync(path) : output(program, ['-dcf', path]))
  // umoci's tars may lack their end, which Go's reader does not mind and GNU's does.
  truncateSync(raw, Math.ceil(statSync(raw).size / BLOCK) * BLOCK)
  return { path: raw, stored: program === undefined ? undefined : statSync(path).size }
}

function firstBytes(path: string): string {
  const file = openSync(path, 'r')
  const bytes = Buffer.alloc(2)
  readSync(file, bytes, 0, 2, 0)
  closeSync(file)
  return bytes.toString('hex')
}
