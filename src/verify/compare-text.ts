import type { Check } from './mask.ts'
import { learnMask } from './mask.ts'

/** More than this of a text masked, and its comparison says nothing. */
const maxMaskedShare = 0.2

export type TextResult =
  | { readonly kind: 'same'; readonly masked: number }
  | {
      readonly kind: 'different'
      readonly original: string
      readonly candidate: string
      readonly masked: number
    }
  | { readonly kind: 'unclear'; readonly reason: string; readonly masked: number }

/** Compares a text with what the original's runs showed. Differences are looked for also where much is masked. */
export function compareText(
  originals: readonly string[],
  candidate: string,
  ignore: readonly RegExp[],
): TextResult {
  const mask = learnMask(originals, ignore)
  const found: Check = mask.check(candidate)
  if (found.fit === 'differs') return { kind: 'different', ...found, masked: mask.masked }
  if (found.fit === 'unclear') {
    const reason = `where the original itself varies, the candidate shows something new: ${found.candidate}`
    return { kind: 'unclear', reason, masked: mask.masked }
  }
  if (mask.share > maxMaskedShare) {
    const percent = Math.round(mask.share * 100)
    return {
      kind: 'unclear',
      reason: `${percent} % of it differs between runs of the original itself`,
      masked: mask.masked,
    }
  }
  return { kind: 'same', masked: mask.masked }
}
