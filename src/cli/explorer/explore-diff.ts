import type { NamedImage } from '../../measure/diff/diff-images.ts'
import type { ImageView } from '../../measure/files/image-files.ts'
import type { ImageDiff } from '../../measure/image-diff.ts'
import { measuredImage } from '../../measure/measure-image.ts'
import { diffSubject } from '../../report/explorer/diff/diff-subject.ts'
import { exploredDiff } from '../../report/explorer/diff/explored-diff.ts'
import type { DiffOptions } from '../commands/diff.ts'
import type { Io } from '../io.ts'
import { exploreOnTerminal, ledgerIn } from './interactive.ts'

/** Lets a person look around in two images that were read. */
export async function exploreDiff(
  before: NamedImage,
  after: NamedImage,
  diff: ImageDiff,
  options: DiffOptions,
  io: Io,
): Promise<void> {
  const explored = exploredDiff(viewOf(before), viewOf(after), diff, ledgerIn(io.cwd))
  await exploreOnTerminal(diffSubject(explored), options, io)
}

function viewOf({ name, image }: NamedImage): ImageView {
  return { image, measured: measuredImage(name, image) }
}
