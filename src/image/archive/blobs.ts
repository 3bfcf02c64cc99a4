import { open, readFile, stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import { ImageError } from '../image-error.ts'
import { readTar } from '../tar/read-tar.ts'
import { fileChunks, peek } from './chunks.ts'
import {
  type KeptLayers,
  keptLayer,
  type LayerBlob,
  type LayerReader,
  readLayerBlob,
  type ReadLimits,
} from './layer.ts'

/** Manifests and configurations are far smaller; npm's largest images stay under 1 MB. */
const DOCUMENT_BYTES = 16 * 2 ** 20
const MAX_LINKS = 8
/** All of them that a stream may bring before the one is known that counts. */
const ALL_DOCUMENTS_BYTES = 64 * 2 ** 20

/** The files of an image archive, by their path in it. */
export interface Blobs<T> {
  /** A small file's bytes; undefined where it is absent. */
  document(path: string): Promise<Buffer | undefined>
  /** Reads a layer, or answers what reading it gave. Undefined where it is absent. */
  layer(path: string): Promise<LayerBlob<T> | undefined>
}

export interface BlobOptions<T = never> extends ReadLimits {
  /** What is known of layers from before, which are not unpacked again; from a registry they are not fetched. */
  readonly kept?: KeptLayers<T>
  /** Layers read side by side where the archive is a file or a folder. */
  readonly parallel?: number
}

/**
 * An OCI layout on disk, or skopeo's `dir:` (podman's `docker-dir`). Names that are not plain blob paths were refused before
 * they come here.
 */
export async function folderBlobs<T>(
  folder: string,
  read: LayerReader<T>,
  options: BlobOptions<T>,
): Promise<Blobs<T>> {
  const placesOf = (await isSkopeoDirectory(folder)) ? skopeoPlaces : (path: string) => [path]
  // A pipe in its place would never end. A link is followed: Bazel's layouts consist of them.
  const find = async (path: string): Promise<string | undefined> => {
    for (const place of placesOf(path)) if (await isFile(join(folder, place))) return join(folder, place)
    return undefined
  }
  return {
    async document(path) {
      const place = await find(path)
      if (place === undefined) return undefined
      const file = await open(place, 'r').catch(() => undefined)
      if (!file) return undefined
      try {
        const { size } = await file.stat()
        if (size > DOCUMENT_BYTES) throw tooLarge(path)
        return await file.readFile()
      } finally {
        await file.close()
      }
    },
    async layer(path) {
      const place = await find(path)
      if (place === undefined) return undefined
      return layerOrThrow(path, await readLayerBlob(path, await fileChunks(place), read, options))
    },
  }
}

/** Its first file, `version`, tells it (containers/image, directory/directory_dest.go). */
async function isSkopeoDirectory(folder: string): Promise<boolean> {
  const version = join(folder, 'version')
  if (!(await isFile(version)) || (await stat(version)).size > 100) return false
  return (await readFile(version, 'utf8')).startsWith('Directory Transport Version:')
}

/** Where skopeo keeps what an OCI layout has under this name: blobs by their bare digest, manifests of an index marked. */
function skopeoPlaces(path: string): readonly string[] {
  if (path === 'index.json') return ['manifest.json']
  const hex = /^blobs\/sha256\/(.*)$/.exec(path)?.[1]
  return hex === undefined ? [] : [hex, `${hex}.manifest.json`]
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() === true
}

/** An OCI layout that lies elsewhere: its files come when they are asked for. */
export interface RemoteFiles {
  document(path: string): Promise<Buffer | undefined>
  layer(path: string): AsyncIterable<Uint8Array> | undefined
}

export function remoteBlobs<T>(files: RemoteFiles, read: LayerReader<T>, options: BlobOptions<T>): Blobs<T> {
  return {
    document: async path => await files.document(path),
    async layer(path) {
      const known = await keptLayer(path, options.kept)
      if (known) return known
      const stored = files.layer(path)
      return stored && layerOrThrow(path, await readLayerBlob(path, stored, read, options))
    },
  }
}

/** A tar file on disk: its headers are read first, then only what is asked for. */
export async function fileBlobs<T>(
  file: string,
  read: LayerReader<T>,
  options: BlobOptions<T>,
): Promise<Blobs<T>> {
  const places = new Map<string, { start: number; size: number }>()
  const links = new Map<string, string>()
  for await (const entry of readTar(await fileChunks(file))) {
    const path = cleanPath(entry.path)
    if (entry.kind === 'file' && !entry.sparse) {
      places.set(path, { start: entry.dataOffset, size: entry.storedSize })
      links.delete(path)
    } else if (isLink(entry.kind)) links.set(path, linkTarget(path, entry.kind, entry.linkPath))
  }
  const place = (path: string) => places.get(follow(path, links))
  return {
    async document(path) {
      const at = place(path)
      if (!at) return undefined
      if (at.size > DOCUMENT_BYTES) throw tooLarge(path)
      const parts: Uint8Array[] = []
      for await (const chunk of await fileChunks(file, at.start, at.size)) parts.push(chunk)
      return Buffer.concat(parts)
    },
    async layer(path) {
      const at = place(path)
      if (!at) return undefined
      const stored = await fileChunks(file, at.start, at.size)
      return layerOrThrow(path, await readLayerBlob(path, stored, read, options))
    },
  }
}

/**
 * A tar that passes by once: whatever looks like a layer is read as one, since its manifest may come last. What
 * reading it gave, a failure too, counts only where the image names it.
 */
export async function streamBlobs<T>(
  chunks: AsyncIterable<Uint8Array>,
  read: LayerReader<T>,
  options: BlobOptions<T>,
): Promise<Blobs<T>> {
  const documents = new Map<string, Buffer>()
  const layers = new Map<string, LayerBlob<T> | ImageError | undefined>()
  const links = new Map<string, string>()
  const large = new Set<string>()
  let room = ALL_DOCUMENTS_BYTES
  for await (const entry of readTar(chunks)) {
    const path = cleanPath(entry.path)
    if (isLink(entry.kind)) links.set(path, linkTarget(path, entry.kind, entry.linkPath))
    if (entry.kind !== 'file' || entry.size === 0) continue
    links.delete(path)
    const peeked = await peek(entry.content(), 1)
    if (peeked.head[0] === 0x7b || peeked.head[0] === 0x5b) {
      if (entry.size > DOCUMENT_BYTES) {
        large.add(path)
        continue
      }
      room -= entry.size
      if (room < 0) throw new ImageError('image-limit', 'the archive has too many manifests')
      documents.set(path, await collect(peeked.chunks))
      continue
    }
    const layer = await readLayerBlob(path, peeked.chunks, read, options).catch(imageErrorOrThrow)
    layers.set(path, layer)
  }
  return {
    async document(path) {
      const at = follow(path, links)
      if (large.has(at)) throw tooLarge(path)
      return documents.get(at)
    },
    async layer(path) {
      const at = follow(path, links)
      if (!layers.has(at)) return undefined
      const found = layers.get(at)
      if (found instanceof ImageError) throw found
      return layerOrThrow(at, found)
    },
  }
}

function layerOrThrow<T>(path: string, layer: LayerBlob<T> | undefined): LayerBlob<T> {
  if (layer) return layer
  throw new ImageError('image-corrupt', `layer ${path} is neither a tar nor gzip nor zstd`)
}

/** A damaged layer is told where it is asked for; a cut archive would be met by the outer reader anyway. */
function imageErrorOrThrow(error: unknown): ImageError {
  if (error instanceof ImageError) return error
  throw error
}

async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

/** Docker's older `save` writes one layer's file as a symbolic link to another layer's. */
function linkTarget(path: string, kind: string, target: string): string {
  return cleanPath(kind === 'symlink' ? posix.join(posix.dirname(path), target) : target)
}

function isLink(kind: string): boolean {
  return kind === 'symlink' || kind === 'hardlink'
}

function follow(path: string, links: ReadonlyMap<string, string>): string {
  let at = cleanPath(path)
  for (let count = 0; count < MAX_LINKS; count++) {
    const next = links.get(at)
    if (next === undefined) return at
    at = next
  }
  throw new ImageError('image-corrupt', `${path} is a chain of links without end`)
}

/** A name inside the archive: `./a//b` is `a/b`. What leads out of it is never found, since names are only compared. */
function cleanPath(path: string): string {
  return posix.normalize(`/${path}`).slice(1)
}

function tooLarge(path: string): ImageError {
  return new ImageError('image-limit', `${path} is too large to be a manifest or a configuration`)
}
