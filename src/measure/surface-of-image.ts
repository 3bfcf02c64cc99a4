import type { ImageSize } from './image-stats.ts'
import { compressedBytes, type CompressedSizes } from './compressed-size.ts'
import { type InspectedImage, inspectImage } from './inspect/inspect-image.ts'
import { installedPackages } from './inspect/packages/packages.ts'
import { sizeOf } from './size.ts'
import { type Surface, surfaceOf } from './surface.ts'

/**
 * Size and attack surface of an image from one reading of its `docker save` stream. Throws `ImageError` where it cannot
 * be read.
 */
export async function measureBuilt(
  chunks: AsyncIterable<Uint8Array>,
  options: { readonly sizes?: CompressedSizes; readonly contents?: 'hashed' | 'unread' } = {},
): Promise<{
  readonly image: InspectedImage
  readonly size: ImageSize
  readonly surface: Surface
  readonly layers: readonly { readonly diffId: string; readonly compressed: number }[]
}> {
  const image = await inspectImage({ kind: 'stream', chunks }, { contents: 'unread', ...options })
  const { packages } = installedPackages(image.tree, image.layers)
  const layers = image.contents.layers.map(layer => ({
    diffId: layer.diffId ?? layer.digest,
    compressed: compressedBytes(layer, image.sizes),
  }))
  return {
    image,
    size: sizeOf(image.contents, image.sizes),
    surface: surfaceOfImage(image, packages.length),
    layers,
  }
}

export function surfaceOfImage(image: InspectedImage, packages: number): Surface {
  const { user } = image.contents.document
  return surfaceOf(image.tree, { user, passwd: databaseText(image, '/etc/passwd'), packages })
}

/** The text of a file that was kept while the layers passed by (`/etc/os-release`), as a container sees it; else empty. */
export function databaseText({ layers, tree }: InspectedImage, path: string): string {
  let text = ''
  for (const [at, layer] of layers.entries())
    for (const fact of layer.facts)
      if (fact.kind === 'database' && fact.path === path && tree.get(fact.path)?.inode?.layer === at)
        text = fact.bytes.toString('utf8')
  return text
}
