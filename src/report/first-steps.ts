import type { MeasuredImage } from '../measure/measured-image.ts'
import { count } from './terminal/fit.ts'
import { formatSize } from './terminal/size.ts'

/** Less is not worth a change, in bytes and as a share of the image. */
const LEAST = 1e6
const LEAST_SHARE = 0.01
const MOST = 3

/** What to do about an image, the most urgent first. Names are as they are in the image. Pure. */
export function firstSteps(image: MeasuredImage): readonly string[] {
  const least = Math.max(LEAST, image.size.unpacked * LEAST_SHARE)
  const groups = image.waste.groups.filter(({ bytes }) => bytes >= least)
  // What a base image or a package holds twice is seldom in one's own hands.
  const [first, last] = [groups.filter(isPlain), groups.filter(group => !isPlain(group))]
  const steps = [
    ...secretStep(image),
    ...[...first, ...last].map(
      ({ bytes, what, by, advice }) =>
        `Save ${formatSize(bytes)} in layer ${by}: ${what}; ${advice}${advice.endsWith('…') ? '' : '.'}`,
    ),
  ]
  return steps.slice(0, MOST)
}

/** What is said where there is nothing to do. */
export const nothingFirst = 'Nothing stands out: no waste to speak of, and no file that looks like a secret.'

function isPlain({ kind }: MeasuredImage['waste']['groups'][number]): boolean {
  return kind !== 'duplicate'
}

function secretStep({ secrets }: MeasuredImage): readonly string[] {
  const [secret] = secrets
  if (secret === undefined) return []
  const more = secrets.length === 1 ? '' : `, and ${count(secrets.length - 1, 'more file')} too`
  return [
    `Replace the secret in ${secret.path} (${secret.why}${more}), and keep it out: whoever pulls the image has it.`,
  ]
}
