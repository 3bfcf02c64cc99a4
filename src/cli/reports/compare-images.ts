import { diffImages, type NamedImage } from '../../measure/diff/diff-images.ts'
import { comparedFiles, type PathReason } from '../../measure/files/image-files.ts'
import { measuredImage } from '../../measure/measure-image.ts'
import type { ComparedImages } from '../../report/html/diffed-page.ts'

/** All that a page shows of two images. */
export function compareImages(before: NamedImage, after: NamedImage, why?: PathReason): ComparedImages {
  const old = { image: before.image, measured: measuredImage(before.name, before.image) }
  const now = { image: after.image, measured: measuredImage(after.name, after.image) }
  const diff = diffImages(before, after)
  return { diff, measured: [old.measured, now.measured], files: comparedFiles(old, now, why) }
}
