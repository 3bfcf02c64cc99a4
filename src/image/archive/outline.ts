import { type HistoryEntry, type ImageDocument, layerHistory, parseImageDocument } from '../config.ts'
import { ImageError } from '../image-error.ts'
import type { RemoteFiles } from './blobs.ts'
import { findManifest } from './manifest.ts'
import { checkPlatform, ownPlatform } from './platform.ts'

/** What an image's manifest and configuration say, without its layers. */
export interface ImageOutline {
  readonly document: ImageDocument
  readonly layers: readonly OutlineLayer[]
}

export interface OutlineLayer {
  /** Digest and bytes of the layer as stored. */
  readonly digest: string
  readonly compressed: number
  readonly diffId: string | undefined
  readonly history: HistoryEntry | undefined
}

/**
 * Reads no layer: their sizes are the manifest's word.
 * @param platform `linux/amd64`; that of this machine where it is not said
 * @throws ImageError where the manifest names no sizes, or there is no image for the platform
 */
export async function readOutline(files: RemoteFiles, platform: string | undefined): Promise<ImageOutline> {
  const blobs = {
    document: async (path: string) => await files.document(path),
    layer: async () => undefined,
  }
  const manifest = await findManifest(blobs, platform ?? ownPlatform(), undefined)
  const document = parseImageDocument(manifest.config)
  checkPlatform(document, platform)
  const history = layerHistory(document, manifest.layerPaths.length)
  const layers = manifest.layerPaths.map((path, at) => {
    const compressed = manifest.layerSizes[at]
    if (compressed === undefined)
      throw new ImageError('image-corrupt', 'the manifest tells no size of a layer')
    const digest = path.replace(/^blobs\//, '').replace('/', ':')
    return { digest, compressed, diffId: document.diffIds[at], history: history[at] }
  })
  return { document, layers }
}
