import type { ImageView } from '../../measure/files/image-files.ts'
import { exploredImage } from '../../report/explorer/image/explored-image.ts'
import { imageSubject } from '../../report/explorer/image/image-subject.ts'
import type { MeasureOptions } from '../commands/measure.ts'
import type { Io } from '../io.ts'
import { exploreOnTerminal, ledgerIn } from './interactive.ts'

/** Lets a person look around in an image that was read. */
export async function exploreMeasured(view: ImageView, options: MeasureOptions, io: Io): Promise<void> {
  await exploreOnTerminal(imageSubject(exploredImage(view, ledgerIn(io.cwd))), options, io)
}
