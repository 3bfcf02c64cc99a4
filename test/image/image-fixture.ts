import { createHash } from 'node:crypto'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { type TarInput, tarOf } from '../../src/image/tar/write-tar.ts'

export interface LayerFixture {
  readonly files: readonly TarInput[] | Buffer
  readonly compression?: 'none' | 'gzip' | 'zstd'
  readonly createdBy?: string
  /** The history's comment: `buildkit.dockerfile.v0` where BuildKit built it. */
  readonly comment?: string
}

export interface ImageFixture {
  readonly layers: readonly LayerFixture[]
  readonly config?: Readonly<Record<string, unknown>>
  readonly tag?: string
  /** History entries without a layer, put at the end. */
  readonly emptyHistory?: readonly string[]
}

const LAYER_TYPES = { none: 'layer.v1.tar', gzip: 'layer.v1.tar+gzip', zstd: 'layer.v1.tar+zstd' } as const

export function digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}

/** The files of an image archive that is a Docker archive and an OCI layout at once, as Docker 25 and later save. */
export function imageFiles(image: ImageFixture): Map<string, Buffer> {
  const files = new Map<string, Buffer>()
  const put = (bytes: Buffer): string => {
    const path = `blobs/${digest(bytes).replace(':', '/')}`
    files.set(path, bytes)
    return path
  }
  const tars = image.layers.map(layer =>
    Buffer.isBuffer(layer.files) ? layer.files : tarOf([...layer.files]),
  )
  const stored = tars.map((tar, at) => compress(tar, image.layers[at]?.compression ?? 'none'))
  const layerPaths = stored.map(put)
  const config = Buffer.from(
    JSON.stringify({
      os: 'linux',
      architecture: 'amd64',
      config: image.config ?? {},
      rootfs: { type: 'layers', diff_ids: tars.map(digest) },
      history: [
        ...image.layers.map(layer => ({
          created_by: layer.createdBy ?? 'COPY . . # buildkit',
          comment: layer.comment,
        })),
        ...(image.emptyHistory ?? []).map(text => ({ created_by: text, empty_layer: true })),
      ],
    }),
  )
  const configPath = put(config)
  const descriptor = (type: string, bytes: Buffer) => ({
    mediaType: `application/vnd.oci.image.${type}`,
    digest: digest(bytes),
    size: bytes.length,
  })
  const manifest = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: descriptor('config.v1+json', config),
      layers: stored.map((bytes, at) =>
        descriptor(LAYER_TYPES[image.layers[at]?.compression ?? 'none'], bytes),
      ),
    }),
  )
  put(manifest)
  const annotations = { 'io.containerd.image.name': `docker.io/library/${image.tag ?? 'app:1'}` }
  files.set(
    'index.json',
    Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        manifests: [{ ...descriptor('manifest.v1+json', manifest), annotations }],
      }),
    ),
  )
  files.set(
    'manifest.json',
    Buffer.from(
      JSON.stringify([{ Config: configPath, RepoTags: [image.tag ?? 'app:1'], Layers: layerPaths }]),
    ),
  )
  files.set('oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}'))
  return files
}

/** The same as one tar, in the order in which the files are given. */
export function archiveOf(files: ReadonlyMap<string, Buffer>): Buffer {
  return tarOf([...files].map(([path, content]) => ({ path, content })))
}

export function imageArchive(image: ImageFixture): Buffer {
  return archiveOf(imageFiles(image))
}

export function compress(tar: Buffer, compression: 'none' | 'gzip' | 'zstd'): Buffer {
  if (compression === 'none') return tar
  return compression === 'gzip' ? gzipSync(tar) : zstdCompressSync(tar)
}

/** The same, and each piece is overwritten once the next is asked for, as a freed one would be. */
export async function* lentStreamOf(
  bytes: Uint8Array,
  piece: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const part of streamOf(bytes, piece)) {
    const lent = Uint8Array.from(part)
    yield lent
    lent.fill(0xff)
  }
}

/** Bytes as a stream in pieces of odd size, so that every boundary is crossed. */
export async function* streamOf(
  bytes: Uint8Array,
  piece = 1000,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
}
