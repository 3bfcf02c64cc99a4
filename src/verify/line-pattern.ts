import { diffArrays } from 'diff'
import { classOf, type Fit, type NoiseClass } from './noise-class.ts'
import { type Token, tokenize } from './tokens.ts'

/** What is the same on every run, and where and how the rest differs. */
export interface LinePattern {
  readonly parts: readonly Part[]
  /** Characters of the first sample that are masked. */
  readonly maskedLength: number
  readonly masked: number
}

type Part =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'hole'; readonly noise: NoiseClass; readonly sample: string }

/** More edits than this between two lines, and they have nothing in common worth aligning. */
const maxEdits = 2_000

/** Learns a pattern from what the original showed in one line on each run. */
export function patternOf(samples: readonly string[]): LinePattern {
  const [first = '', ...others] = samples
  if (others.every(other => other === first)) {
    return { parts: [{ kind: 'literal', text: first }], maskedLength: 0, masked: 0 }
  }
  const [head, middles, tail] = trimmed(samples)
  const parts = joined([literalPart(head), ...partsOf(middles.map(tokenize)), literalPart(tail)])
  const holes = parts.filter(part => part.kind === 'hole')
  return {
    parts,
    maskedLength: holes.reduce((sum, { sample }) => sum + sample.length, 0),
    masked: holes.length,
  }
}

/** No token is longer than this, blobs aside, which have no end of their own either. */
const longestToken = 80

/** What all samples begin and end with, cut off where no token can be cut in two: only the rest has to be looked at. */
function trimmed(samples: readonly string[]): readonly [string, readonly string[], string] {
  const [first = '', ...others] = samples
  const shortest = Math.min(...samples.map(({ length }) => length))
  let start = 0
  while (start < shortest && others.every(other => other[start] === first[start])) start += 1
  let end = 0
  while (end < shortest - start && others.every(other => other.at(-1 - end) === first.at(-1 - end))) end += 1
  start = boundary(first, start - longestToken, -1)
  end = first.length - boundary(first, first.length - end + longestToken, 1)
  const middles = samples.map(sample => sample.slice(start, sample.length - end))
  return [first.slice(0, start), middles, first.slice(first.length - end)]
}

/** The next place, in a direction, where a token surely ends; or the place itself where there is none nearby. */
function boundary(text: string, from: number, step: 1 | -1): number {
  let at = from
  const last = from + step * 10 * longestToken
  while (at !== last && at > 0 && at < text.length && !/[\s"'<>;,]/.test(text[at] ?? '')) at += step
  return Math.min(Math.max(at, 0), text.length)
}

function literalPart(text: string): Part {
  return { kind: 'literal', text }
}

/** Without empty literals, and neighbours as one. */
function joined(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = []
  for (const part of parts) {
    const last = result.at(-1)
    if (part.kind === 'literal' && part.text === '') continue
    if (part.kind === 'literal' && last?.kind === 'literal') {
      result[result.length - 1] = { kind: 'literal', text: last.text + part.text }
    } else result.push(part)
  }
  return result
}

/** Ends of one hole that are tried, and places that are looked at in all, before a line counts as another. */
const maxEnds = 50
const maxPlaces = 5_000

/**
 * Whether a line is one that the original could have shown. A literal may also stand within a hole (the dot in a
 * number), so each of its places is tried until the rest fits.
 */
export function fitLine({ parts }: LinePattern, line: string): Fit {
  const known = new Map<string, Fit>()
  const fitFrom = (index: number, at: number): Fit => {
    const part = parts[index]
    if (!part) return at === line.length ? 'fits' : 'differs'
    const place = `${index} ${at}`
    const before = known.get(place)
    if (before !== undefined || known.size > maxPlaces) return before ?? 'differs'
    const fit =
      part.kind === 'literal'
        ? fitLiteral(part.text, index, at)
        : fitHole(part.noise, parts[index + 1], index, at)
    known.set(place, fit)
    return fit
  }
  const fitLiteral = (text: string, index: number, at: number): Fit =>
    line.startsWith(text, at) ? fitFrom(index + 1, at + text.length) : 'differs'
  const fitHole = (noise: NoiseClass, next: Part | undefined, index: number, at: number): Fit => {
    const isLast = index + 2 >= parts.length
    let best: Fit = 'differs'
    for (const end of holeEnds(line, at, next?.kind === 'literal' ? next.text : undefined, isLast)) {
      const own = noise.fit(line.slice(at, end))
      const fit = own === 'differs' ? own : worse(own, fitFrom(index + 1, end))
      if (fit === 'fits') return fit
      if (fit === 'unclear') best = fit
    }
    return best
  }
  return fitFrom(0, 0)
}

function worse(one: Fit, other: Fit): Fit {
  if (one === 'differs' || other === 'differs') return 'differs'
  return one === 'unclear' ? one : other
}

/** Where a hole may end: before each place of the literal that follows it. */
function holeEnds(line: string, at: number, literal: string | undefined, isLast: boolean): readonly number[] {
  if (literal === undefined) return [line.length]
  if (isLast) {
    const end = line.length - literal.length
    return end >= at && line.endsWith(literal) ? [end] : []
  }
  const ends: number[] = []
  let end = line.indexOf(literal, at)
  while (end >= 0 && ends.length < maxEnds) {
    ends.push(end)
    end = line.indexOf(literal, end + 1)
  }
  return ends
}

/** Tokens that all samples share, in order, are literal; what lies between them is a hole. */
function partsOf(samples: readonly (readonly Token[])[]): readonly Part[] {
  const anchors = sharedTokens(samples)
  const parts: Part[] = []
  let literal = ''
  const cursors = samples.map(() => 0)
  for (const anchor of [...anchors, undefined]) {
    const between = samples.map((tokens, index) => {
      const from = cursors[index] ?? 0
      const to = anchor?.[index] ?? tokens.length
      cursors[index] = to + 1
      return textOf(tokens.slice(from, to))
    })
    if (between.some(text => text !== '')) {
      if (literal !== '') parts.push({ kind: 'literal', text: literal })
      literal = ''
      parts.push({ kind: 'hole', noise: classOf(between), sample: between[0] ?? '' })
    }
    literal += anchor ? (samples[0]?.[anchor[0] ?? 0]?.text ?? '') : ''
  }
  if (literal !== '') parts.push({ kind: 'literal', text: literal })
  return parts
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join('')
}

/** For each shared token its index in each sample. */
function sharedTokens(samples: readonly (readonly Token[])[]): readonly (readonly number[])[] {
  const [first = [], ...others] = samples
  if (others.every(other => sameKinds(first, other))) {
    return first.flatMap(({ text }, at) =>
      others.every(other => other[at]?.text === text) ? [samples.map(() => at)] : [],
    )
  }
  const partners = others.map(other => alignment(first, other))
  return first.flatMap((_, at) => {
    const places = partners.map(partner => partner.get(at))
    return places.every(place => place !== undefined) ? [[at, ...places]] : []
  })
}

function sameKinds(one: readonly Token[], other: readonly Token[]): boolean {
  return one.length === other.length && one.every(({ kind }, at) => other[at]?.kind === kind)
}

/** The longest common subsequence, as a map from places in the one to places in the other. */
function alignment(one: readonly Token[], other: readonly Token[]): ReadonlyMap<number, number> {
  const changes = diffArrays(
    one.map(({ text }) => text),
    other.map(({ text }) => text),
    { maxEditLength: maxEdits },
  )
  const places = new Map<number, number>()
  let left = 0
  let right = 0
  for (const { added, removed, value } of changes ?? []) {
    if (!added && !removed) for (const [at] of value.entries()) places.set(left + at, right + at)
    if (!added) left += value.length
    if (!removed) right += value.length
  }
  return places
}
