import { dateShapes } from './tokens.ts'

/** How well a value fits where the originals differ among themselves. */
export type Fit = 'fits' | 'unclear' | 'differs'

/** What kind of noise was seen in one place of a text, learnt from what the originals showed there. */
export interface NoiseClass {
  readonly name: string
  fit(value: string): Fit
}

const number = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i
const duration = /^(?:\d+(?:\.\d+)?(?:ns|µs|μs|us|ms|s|m|h)){1,4}$/

/**
 * The narrowest class that all samples belong to. A value fits only where it belongs to it too: a date stands for a
 * date of the same writing, 32 hexadecimal digits for 32 hexadecimal digits. Where the samples have nothing in
 * common, a value seen before fits, and of any other nothing can be said.
 */
export function classOf(samples: readonly string[]): NoiseClass {
  const known = new Set(samples)
  for (const make of classes) {
    const found = make(samples)
    if (found) return { name: found.name, fit: value => (known.has(value) ? 'fits' : found.fit(value)) }
  }
  return { name: 'text', fit: value => (known.has(value) ? 'fits' : 'unclear') }
}

const classes: readonly ((samples: readonly string[]) => NoiseClass | undefined)[] = [
  dateClass,
  samples => pattern('time', /^\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?$/, samples),
  samples => pattern('uuid', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, samples),
  samples => pattern('address', /^\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?$/, samples),
  samples => pattern('pointer', /^0x[0-9a-f]+$/i, samples),
  numberClass,
  samples => pattern('duration', duration, samples),
  samples => sized('hex', /^[0-9a-f]+$/, samples),
  samples => sized('hex', /^[0-9A-F]+$/, samples),
  idClass,
  samples => sized('base64', /^[\w+/-]{8,}={0,2}$/, samples, /[\d+/_-]/),
]

function pattern(name: string, rule: RegExp, samples: readonly string[]): NoiseClass | undefined {
  if (!samples.every(sample => rule.test(sample))) return undefined
  return { name, fit: value => (rule.test(value) ? 'fits' : 'differs') }
}

function dateClass(samples: readonly string[]): NoiseClass | undefined {
  const shape = dateShapes
    .map(({ source }) => new RegExp(`^(?:${source})$`))
    .find(rule => samples.every(sample => rule.test(sample)))
  return shape && { name: 'date', fit: value => (shape.test(value) ? 'fits' : 'differs') }
}

/**
 * Numbers of the same writing (with or without a fraction) and of a like magnitude. A count that turns to 0 where it
 * never was near it is a difference, and so are seconds in place of milliseconds.
 */
function numberClass(samples: readonly string[]): NoiseClass | undefined {
  if (!samples.every(sample => number.test(sample))) return undefined
  // 007 and 0a12 are ids that happen to have no letter, and have a length.
  if (samples.some(sample => /^0\d/.test(sample))) return undefined
  const signed = samples.some(sample => sample.startsWith('-'))
  const digits = samples.map(wholeDigits)
  // Times since 1970, sizes in bytes: numbers this long keep their length.
  const slack = Math.min(...digits) >= 10 ? 1 : 3
  const least = Math.min(...digits) - slack
  const most = Math.max(...digits) + slack
  const fraction = samples.some(sample => sample.includes('.'))
  const fit = (value: string): Fit => {
    if (!number.test(value) || (!fraction && value.includes('.'))) return 'differs'
    if (!signed && value.startsWith('-')) return 'differs'
    const count = wholeDigits(value)
    return count >= least && count <= most ? 'fits' : 'differs'
  }
  return { name: 'number', fit }
}

/** Digits before the point; none for 0. */
function wholeDigits(value: string): number {
  return Math.trunc(Number(value)) === 0 ? 0 : (value.replace('-', '').split(/[.e]/i)[0] ?? '').length
}

/** One alphabet, and one length where the samples have one. Short runs of letters are words sooner than ids. */
function sized(
  name: string,
  rule: RegExp,
  samples: readonly string[],
  telltale = /\d/,
): NoiseClass | undefined {
  const isId = (value: string): boolean => rule.test(value) && (value.length >= 8 || telltale.test(value))
  if (!samples.every(isId) || !samples.some(sample => telltale.test(sample))) return undefined
  const lengths = samples.map(({ length }) => length)
  const least = Math.min(...lengths)
  const most = Math.max(...lengths)
  // Ids of varying length vary by a few characters.
  const slack = least === most ? 0 : 2
  const fit = (value: string): Fit =>
    isId(value) && value.length >= least - slack && value.length <= most + slack ? 'fits' : 'differs'
  return { name, fit }
}

/** Random ids of letters and digits. Letters alone may be words (`ok`, `error`), of which nothing is assumed. */
function idClass(samples: readonly string[]): NoiseClass | undefined {
  const longLetters = samples.every(sample => sample.length >= 10 && /^[A-Za-z]+$/.test(sample))
  if (longLetters) return sized('id', /^[A-Za-z0-9]+$/, samples, /[A-Za-z]/)
  // Letters of both cases and digits, all long: random in the alphabet of base64, whose signs may be missing by chance.
  const all = samples.join('')
  const random = /[a-z]/.test(all) && /[A-Z]/.test(all) && /\d/.test(all)
  if (random && samples.every(({ length }) => length >= 10)) {
    return sized('base64', /^[\w+/-]+={0,2}$/, samples, /[\w+/-]/)
  }
  return sized('id', /^\w+$/, samples)
}
