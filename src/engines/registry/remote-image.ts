import { createHash } from 'node:crypto'
import { asObject, type JsonObject, objects, parseJson, text } from '../../image/archive/json.ts'
import type { RemoteFiles } from '../../image/archive/blobs.ts'
import { ImageError } from '../../image/image-error.ts'
import type { ImageReference } from '../../image/reference.ts'
import { MANIFEST_BYTES, Registry, type RegistryOptions } from './registry.ts'

const CONFIG_TYPES = /^application\/vnd\.(?:oci\.image\.config|docker\.container\.image)\.v1\+json$/
const LAYER_BYTES = 256 * 2 ** 30

/** An image in a registry, which its reader sees as an OCI layout whose files come when they are asked for. */
export interface RemoteImage extends RemoteFiles {
  /** Of the manifest, or of the index that the reference names. */
  readonly digest: string
  close(): void
}

/**
 * Asks a registry for an image. Only its manifest is fetched at first.
 * @throws EngineError where it cannot be had, ImageError where it is no image that laststage reads
 */
export async function openRemoteImage(
  reference: ImageReference,
  options: RegistryOptions,
): Promise<RemoteImage> {
  const registry = new Registry(reference, options)
  try {
    const top = await topManifest(registry, reference)
    const known = new Known()
    known.add(top.bytes)
    return {
      digest: top.digest,
      async document(path) {
        if (path === 'index.json') return top.bytes
        const digest = digestOf(path)
        if (digest === undefined) return undefined
        if (!known.manifests.has(digest)) return await collect(registry.blob(digest, MANIFEST_BYTES))
        const { bytes } = await registry.manifest(digest)
        known.add(bytes)
        return bytes
      },
      layer(path) {
        const digest = digestOf(path)
        return digest === undefined
          ? undefined
          : registry.blob(digest, known.sizes.get(digest) ?? LAYER_BYTES)
      },
      close: () => registry.close(),
    }
  } catch (error) {
    registry.close()
    throw error
  }
}

/** By digest it is verified against the digest that was asked for, by tag against the one that the registry names. */
async function topManifest(
  registry: Registry,
  reference: ImageReference,
): Promise<{ readonly bytes: Buffer; readonly digest: string }> {
  const { bytes, digest: said } = await registry.manifest(reference.digest ?? reference.tag ?? 'latest')
  const wanted = reference.digest ?? said
  const algorithm = wanted?.startsWith('sha512:') ? 'sha512' : 'sha256'
  const digest = `${algorithm}:${createHash(algorithm).update(bytes).digest('hex')}`
  if (wanted !== undefined && wanted !== digest)
    throw new ImageError('image-corrupt', 'the manifest does not have the digest that it should have')
  return { bytes, digest }
}

/** What the manifests so far say of others: which digests are manifests, and how large layers are. */
class Known {
  readonly manifests = new Set<string>()
  readonly sizes = new Map<string, number>()

  add(bytes: Buffer): void {
    const document = asObject(parseJson(bytes, 'the manifest'))
    refuseForeign(document)
    for (const one of objects(document['manifests'])) this.manifests.add(text(one['digest']) ?? '')
    for (const { digest, size } of objects(document['layers']))
      if (typeof digest === 'string' && typeof size === 'number') this.sizes.set(digest, size)
  }
}

function refuseForeign(document: JsonObject): void {
  if (document['schemaVersion'] === 1)
    throw new ImageError('image-unsupported', 'the registry has this image in the old format, schema 1', {
      hint: 'Docker no longer reads it either: build it anew, or pull and push it with an older engine.',
    })
  const type = text(asObject(document['config'])['mediaType'])
  if (type !== undefined && !CONFIG_TYPES.test(type))
    throw new ImageError('image-unsupported', `this is no container image, but ${type.slice(0, 100)}`)
}

function digestOf(path: string): string | undefined {
  const match = /^blobs\/(sha256|sha512)\/([0-9a-f]+)$/.exec(path)
  return match ? `${match[1]}:${match[2]}` : undefined
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}
