import { createHash } from 'node:crypto'
import { ImageError } from '../image-error.ts'
import type { Blobs } from './blobs.ts'
import { asObject, type JsonObject, objects, parseJson, strings, text } from './json.ts'
import { verifyDocument } from './layer.ts'
import { fitsPlatform } from './platform.ts'

/** Where an image's parts lie in its archive. */
export interface ImageManifest {
  readonly configPath: string
  readonly config: Buffer
  /** Of the manifest itself; undefined for `docker save`'s, which no registry knows. */
  readonly digest: string | undefined
  readonly layerPaths: readonly string[]
  /** Bytes of each layer as stored, as the manifest says; undefined where it does not. */
  readonly layerSizes: readonly (number | undefined)[]
  readonly tags: readonly string[]
  /** Other images in the same archive that were not looked at. */
  readonly others: number
}

const MAX_LAYERS = 1000
const MAX_INDEX_DEPTH = 4
const MAX_TOLD = 20

/**
 * Finds the image: by `manifest.json` (docker save), else by `index.json` (OCI), there the one for `platform`.
 * Throws `ImageError` where there is none, or it names what the archive does not hold.
 */
export async function findManifest(
  blobs: Blobs<unknown>,
  platform: string,
  wanted: string | undefined,
): Promise<ImageManifest> {
  const docker = await blobs.document('manifest.json')
  if (docker) return await dockerManifest(docker, blobs, wanted)
  const index = await blobs.document('index.json')
  if (index) return await ociManifest(index, 'index.json', blobs, platform, 0)
  throw new ImageError('image-missing', 'no image in it: neither manifest.json nor index.json', {
    hint: 'A file of `docker save`, or an OCI layout as tar or folder, is expected; `docker export` has no image.',
  })
}

async function dockerManifest(
  bytes: Buffer,
  blobs: Blobs<unknown>,
  wanted: string | undefined,
): Promise<ImageManifest> {
  const images = objects(parseJson(bytes, 'manifest.json'))
  const image =
    images.find(one => wanted !== undefined && strings(one['RepoTags']).includes(wanted)) ?? images[0]
  const configPath = text(image?.['Config'])
  if (!image || configPath === undefined)
    throw new ImageError('image-missing', 'manifest.json names no image')
  const layerPaths = limited(strings(image['Layers']))
  return {
    configPath,
    config: await documentOrThrow(blobs, configPath, 'the image configuration'),
    layerPaths,
    digest: undefined,
    layerSizes: layerPaths.map(() => undefined),
    tags: strings(image['RepoTags']),
    others: images.length - 1,
  }
}

async function ociManifest(
  bytes: Buffer,
  name: string,
  blobs: Blobs<unknown>,
  platform: string,
  depth: number,
): Promise<ImageManifest> {
  if (depth > MAX_INDEX_DEPTH) throw new ImageError('image-corrupt', 'image indexes are nested too deeply')
  const document = asObject(parseJson(bytes, name))
  const manifests = objects(document['manifests'])
  if (manifests.length > 0) {
    const { chosen, others } = choose(manifests, platform)
    const path = blobPath(text(chosen['digest']))
    const inner = await documentOrThrow(blobs, path, 'the manifest')
    const found = await ociManifest(inner, path, blobs, platform, depth + 1)
    const tag = text(asObject(chosen['annotations'])['io.containerd.image.name'])
    return { ...found, others: found.others + others, tags: tag === undefined ? found.tags : [tag] }
  }
  const digest = text(asObject(document['config'])['digest'])
  if (digest === undefined) throw new ImageError('image-missing', 'a manifest names no configuration')
  const configPath = blobPath(digest)
  const layers = limited(objects(document['layers']))
  return {
    configPath,
    config: await documentOrThrow(blobs, configPath, 'the image configuration'),
    digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
    layerPaths: layers.map(layer => blobPath(text(layer['digest']))),
    layerSizes: layers.map(({ size }) => (typeof size === 'number' && size >= 0 ? size : undefined)),
    tags: [],
    others: 0,
  }
}

/** The manifest for the platform; the only one where there is one. Attestations (BuildKit) are no images. */
function choose(manifests: readonly JsonObject[], platform: string): { chosen: JsonObject; others: number } {
  const images = manifests.filter(
    one => asObject(one['annotations'])['vnd.docker.reference.type'] !== 'attestation-manifest',
  )
  const only = images.length === 1 ? images[0] : undefined
  const chosen =
    only ??
    images.find(one => fitsPlatform(platformOf(one), platform)) ??
    images.find(one => !one['platform'])
  if (chosen) return { chosen, others: images.length - 1 }
  const known = [...new Set(images.map(platformOf))]
  const more = known.length > MAX_TOLD ? ', …' : ''
  const told = known.slice(0, MAX_TOLD).join(', ') || 'none'
  throw new ImageError('image-missing', `no image for ${platform}; there are: ${told}${more}`)
}

function platformOf(descriptor: JsonObject): string {
  const { os, architecture, variant } = asObject(descriptor['platform'])
  const base = `${text(os) ?? 'unknown'}/${text(architecture) ?? 'unknown'}`
  return text(variant) ? `${base}/${text(variant)}` : base
}

/** `sha256:<hex>` → `blobs/sha256/<hex>`; anything else could name a path outside. */
function blobPath(digest: string | undefined): string {
  const match = /^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.exec(digest ?? '')
  if (!match) throw new ImageError('image-corrupt', `"${(digest ?? '').slice(0, 100)}" is not a digest`)
  return `blobs/${(digest ?? '').replace(':', '/')}`
}

async function documentOrThrow(blobs: Blobs<unknown>, path: string, what: string): Promise<Buffer> {
  const bytes = await blobs.document(path)
  if (bytes) return verifyDocument(path, bytes)
  throw new ImageError('image-missing', `${what} is missing: ${path.slice(0, 200)}`)
}

function limited<T>(layers: readonly T[]): readonly T[] {
  if (layers.length <= MAX_LAYERS) return layers
  throw new ImageError('image-limit', `the image has ${layers.length} layers`)
}
