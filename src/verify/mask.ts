import { normalizedJson } from './json-lines.ts'
import { learnLines } from './lines.ts'
import type { Fit } from './noise-class.ts'

/** What the original's own runs taught about one text: a body, a header, an output. */
export interface Mask {
  /** Places that differ between the original's own runs. */
  readonly masked: number
  /** The part of the text that is masked, 0 to 1. */
  readonly share: number
  check(candidate: string): Check
}

export type Check =
  | { readonly fit: 'fits' }
  | { readonly fit: Exclude<Fit, 'fits'>; readonly original: string; readonly candidate: string }

/**
 * Learns what is noise in a text from the original's own runs. Where they agree, a candidate has to agree exactly;
 * where they differ, it may differ in the same place and the same manner only.
 *
 * @param samples the same text as each run of the original showed it
 * @param ignore what the user declared to be noise
 */
export function learnMask(samples: readonly string[], ignore: readonly RegExp[] = []): Mask {
  const clean = (text: string): string =>
    ignore.reduce((left, rule) => left.replaceAll(rule, '⟨ignored⟩'), text)
  const texts = samples.map(clean)
  const [first = ''] = texts
  if (texts.every(text => text === first)) return exactly(first, clean)
  const json = normalizedJson(texts)
  if (!json) return onClean(learnLines(texts.map(splitLines)), text => splitLines(clean(text)))
  const lines = learnLines(json.samples)
  return onClean({ ...lines, masked: lines.masked + json.unordered }, text => json.normalize(clean(text)))
}

function exactly(expected: string, clean: (text: string) => string): Mask {
  const check = (candidate: string): Check => {
    const text = clean(candidate)
    return text === expected ? { fit: 'fits' } : { fit: 'differs', ...firstDifference(expected, text) }
  }
  return { masked: 0, share: 0, check }
}

function onClean(
  mask: { masked: number; share: number; check(lines: readonly string[]): Check },
  lines: (text: string) => readonly string[] | undefined,
): Mask {
  const check = (candidate: string): Check => {
    const found = lines(candidate)
    if (!found) return { fit: 'differs', original: 'JSON', candidate: excerpt(candidate, 0) }
    return mask.check(found)
  }
  return { masked: mask.masked, share: mask.share, check }
}

function splitLines(text: string): readonly string[] {
  return text.split('\n')
}

/** The surroundings of the first place where two texts part. */
function firstDifference(original: string, candidate: string): { original: string; candidate: string } {
  let at = 0
  while (at < original.length && original[at] === candidate[at]) at += 1
  return { original: excerpt(original, at), candidate: excerpt(candidate, at) }
}

function excerpt(text: string, at: number): string {
  const from = Math.max(0, at - 30)
  const cut = text.slice(from, at + 90)
  return `${from > 0 ? '…' : ''}${cut}${from + cut.length < text.length ? '…' : ''}`
}
