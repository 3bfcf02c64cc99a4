import { createHash } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { UserError } from '../../errors.ts'
import { type HistoryEntry, type ImageDocument, layerHistory, parseImageDocument } from '../config.ts'
import { ImageError } from '../image-error.ts'
import {
  type Blobs,
  type BlobOptions,
  fileBlobs,
  folderBlobs,
  remoteBlobs,
  type RemoteFiles,
  streamBlobs,
} from './blobs.ts'
import { fileChunks, peek, type Peeked } from './chunks.ts'
import { decompress, sniffLayer } from './compression.ts'
import type { LayerBlob, LayerReader, ReadLimits } from './layer.ts'
import { findManifest } from './manifest.ts'
import { checkPlatform, ownPlatform } from './platform.ts'

/** Where an image comes from. */
export type ImageSource =
  /** `docker save`'s output, or an OCI layout as a tar. */
  | { readonly kind: 'stream'; readonly chunks: AsyncIterable<Uint8Array> }
  /** The same as a file (compressed or not), or an OCI layout's folder. */
  | { readonly kind: 'path'; readonly path: string }
  /** An OCI layout that lies elsewhere. */
  | { readonly kind: 'remote'; readonly files: RemoteFiles }

export interface ReadImageOptions<T = never> extends BlobOptions<T> {
  /** `linux/amd64`; that of this machine where it is not said. */
  readonly platform?: string
  /** Which image, where the archive holds several. */
  readonly tag?: string
}

export interface ImageContents<T> {
  readonly document: ImageDocument
  /** Digest of the configuration: Docker's image ID. */
  readonly id: string
  /** Digest of the manifest; undefined for `docker save`'s, which no registry knows. */
  readonly manifest: string | undefined
  readonly tags: readonly string[]
  /** Images in the same archive that were not looked at. */
  readonly others: number
  readonly layers: readonly ImageLayer<T>[]
}

export interface ImageLayer<T> extends LayerBlob<T> {
  /** Digest of the unpacked tar, as the configuration says. */
  readonly diffId: string | undefined
  readonly history: HistoryEntry | undefined
}

/**
 * Opens an image and reads each of its layers once, lowest first in the answer, in whatever order they come.
 * Throws `ImageError` where the archive or a layer is damaged, cut, or not an image.
 */
export async function readImage<T>(
  source: ImageSource,
  read: LayerReader<T>,
  options: ReadImageOptions<T> = {},
): Promise<ImageContents<T>> {
  // Where one layer fails, those beside it are not read on.
  const failed = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, failed.signal]) : failed.signal
  try {
    return await readContents(source, read, { ...options, signal })
  } catch (error) {
    failed.abort()
    throw error
  }
}

async function readContents<T>(
  source: ImageSource,
  read: LayerReader<T>,
  options: ReadImageOptions<T>,
): Promise<ImageContents<T>> {
  const blobs = await openBlobs(source, read, options)
  const manifest = await findManifest(blobs, options.platform ?? ownPlatform(), options.tag)
  const document = parseImageDocument(manifest.config)
  if (source.kind === 'remote') checkPlatform(document, options.platform)
  const blobsRead = await readLayers(manifest.layerPaths, blobs, options.parallel ?? 2)
  const history = layerHistory(document, blobsRead.length)
  const layers = blobsRead.map((blob, at) => ({
    ...blob,
    diffId: document.diffIds[at],
    history: history[at],
  }))
  if (document.diffIds.length > 0 && document.diffIds.length !== layers.length)
    throw new ImageError(
      'image-corrupt',
      `${layers.length} layers, but ${document.diffIds.length} in the configuration`,
    )
  for (const layer of layers) checkDiffId(layer)
  const id = `sha256:${createHash('sha256').update(manifest.config).digest('hex')}`
  return { document, id, manifest: manifest.digest, tags: manifest.tags, others: manifest.others, layers }
}

async function openBlobs<T>(
  source: ImageSource,
  read: LayerReader<T>,
  options: BlobOptions<T>,
): Promise<Blobs<T>> {
  if (source.kind === 'stream')
    return await streamBlobs(await unpacked(await peek(source.chunks, 512), options), read, options)
  if (source.kind === 'remote') return remoteBlobs(source.files, read, options)
  const found = await stat(source.path).catch(() => undefined)
  if (!found) throw new UserError('no-such-image-file', `there is no file or folder ${source.path}`)
  if (found.isDirectory()) return await folderBlobs(source.path, read, options)
  const peeked = await peek(await fileChunks(source.path), 512)
  if (sniffLayer(peeked.head) !== 'none')
    return await streamBlobs(await unpacked(peeked, options), read, options)
  await peeked.close()
  return await fileBlobs(source.path, read, options)
}

/** `docker save | gzip` is an archive like any other. */
async function unpacked(peeked: Peeked, options: ReadLimits): Promise<AsyncIterable<Uint8Array>> {
  const compression = sniffLayer(peeked.head)
  if (compression) return decompress(peeked.chunks, compression, options.unpack)
  await peeked.close()
  if (peeked.head.length === 0) throw new ImageError('image-truncated', 'the image archive is empty')
  throw new ImageError('image-corrupt', 'this is no image archive: neither a tar nor gzip nor zstd')
}

/** Reads distinct layers a few at a time: gunzip has threads of its own. */
async function readLayers<T>(
  paths: readonly string[],
  blobs: Blobs<T>,
  parallel: number,
): Promise<readonly LayerBlob<T>[]> {
  const distinct = [...new Set(paths)]
  const found = new Map<string, LayerBlob<T>>()
  let next = 0
  const worker = async (): Promise<void> => {
    for (let path = distinct[next++]; path !== undefined; path = distinct[next++]) {
      const layer = await blobs.layer(path)
      if (!layer) throw new ImageError('image-missing', `layer ${path.slice(0, 200)} is missing`)
      found.set(path, layer)
    }
  }
  await Promise.all(Array.from({ length: parallel }, worker))
  return paths.flatMap(path => found.get(path) ?? [])
}

/** A layer that was stored raw was hashed as it is: then the configuration's digest is verified for free. */
function checkDiffId(layer: ImageLayer<unknown>): void {
  if (layer.compression !== 'none' || !layer.diffId?.startsWith('sha256:')) return
  if (layer.digest.startsWith('sha256:') && layer.digest !== layer.diffId)
    throw new ImageError(
      'image-corrupt',
      `a layer does not have the digest ${layer.diffId} that the configuration says`,
    )
}
