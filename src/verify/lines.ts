import { fitLine, type LinePattern, patternOf } from './line-pattern.ts'
import type { Check } from './mask.ts'
import { skeleton, withoutTimes } from './tokens.ts'

/** What several runs of the original taught about a text of lines. */
export interface LineMask {
  readonly masked: number
  readonly share: number
  check(lines: readonly string[]): Check
}

/** What makes two lines the same line: the finest under which the originals hold the same lines is taken. */
const identities: readonly ((line: string) => string)[] = [line => line, withoutTimes, skeleton]

/**
 * Lines in one order are compared place by place. Where the originals hold the same lines in different orders or
 * numbers (workers, timers, hash maps), each line is compared with its like.
 */
export function learnLines(samples: readonly (readonly string[])[]): LineMask {
  const [first = [], ...others] = samples
  const sameCount = others.every(({ length }) => length === first.length)
  if (!sameCount) return byKind(samples, skeleton)
  // Most lines of a text do not vary; which ones are the same line matters for the others only.
  const varying = first.flatMap((line, at) => (others.every(lines => lines[at] === line) ? [] : [at]))
  for (const identity of identities) {
    const named = samples.map(lines => varying.map(at => identity(lines[at] ?? '')))
    if (allSame(named.map(names => names.toSorted()))) {
      return allSame(named) ? inOrder(samples) : byKind(samples, identity)
    }
  }
  return inOrder(samples)
}

function allSame(lists: readonly (readonly string[])[]): boolean {
  const [first = [], ...others] = lists
  return others.every(other => other.length === first.length && other.every((line, at) => line === first[at]))
}

function inOrder(samples: readonly (readonly string[])[]): LineMask {
  const [first = []] = samples
  const patterns = first.map((_, at) => patternOf(samples.map(lines => lines[at] ?? '')))
  const length = first.reduce((sum, line) => sum + line.length + 1, 0)
  const check = (lines: readonly string[]): Check => {
    const places = Math.max(patterns.length, lines.length)
    let unclear: Check | undefined
    for (let at = 0; at < places; at += 1) {
      const found = checkLine(patterns[at], first[at], lines[at])
      if (found.fit === 'differs') return found
      if (found.fit === 'unclear') unclear ??= found
    }
    return unclear ?? { fit: 'fits' }
  }
  return {
    masked: sum(patterns, 'masked'),
    share: sum(patterns, 'maskedLength') / Math.max(1, length),
    check,
  }
}

function checkLine(
  pattern: LinePattern | undefined,
  original: string | undefined,
  line: string | undefined,
): Check {
  if (!pattern || original === undefined)
    return { fit: 'differs', original: '(no such line)', candidate: cut(line) }
  if (line === undefined) return { fit: 'differs', original: cut(original), candidate: '(no such line)' }
  const fit = fitLine(pattern, line)
  return fit === 'fits' ? { fit } : { fit, original: cut(original), candidate: cut(line) }
}

function sum(patterns: readonly LinePattern[], key: 'masked' | 'maskedLength'): number {
  return patterns.reduce((total, pattern) => total + pattern[key], 0)
}

function cut(line: string | undefined): string {
  const text = line ?? '(no such line)'
  return text.length > 160 ? `${text.slice(0, 160)}…` : text
}

/** The lines of one skeleton, over all runs. */
interface Kind {
  readonly pattern: LinePattern
  readonly example: string
  /** Set where every run holds exactly these lines. */
  readonly exact: readonly string[] | undefined
  readonly least: number
  readonly most: number
  readonly total: number
}

/** What a line says when something went wrong; such a line is never taken for one that merely comes and goes. */
const alarm =
  /\b(?:error|exception|fail(?:ed|ure)?|fatal|panic|traceback|denied|cannot|can't|unable|not found|no such|undefined|segmentation|abort(?:ed)?|missing)\b/i

function byKind(samples: readonly (readonly string[])[], identity: (line: string) => string): LineMask {
  const grouped = samples.map(lines => Map.groupBy(lines, identity))
  const names = [...new Set(grouped.flatMap(groups => [...groups.keys()]))]
  const kinds = new Map(
    names.map(name => [name, kindOf(grouped.map(groups => groups.get(name) ?? []))] as const),
  )
  const comesAndGoes = [...kinds.values()].some(({ least }) => least === 0)
  const check = (lines: readonly string[]): Check => {
    const groups = Map.groupBy(lines, identity)
    const checks = [
      ...[...kinds].map(([name, kind]) => checkKind(kind, groups.get(name) ?? [])),
      ...[...groups]
        .filter(([name]) => !kinds.has(name))
        .map(([, [line]]) => unknownLine(line, comesAndGoes)),
    ]
    return (
      checks.find(({ fit }) => fit === 'differs') ??
      checks.find(({ fit }) => fit === 'unclear') ?? { fit: 'fits' }
    )
  }
  const all = [...kinds.values()]
  const length = samples.flat().reduce((total, line) => total + line.length + 1, 0)
  const maskedLength = all.reduce(
    (total, { exact, pattern, total: lines }) => total + (exact ? 0 : pattern.maskedLength * lines),
    0,
  )
  const masked = 1 + all.reduce((total, { exact, pattern }) => total + (exact ? 0 : pattern.masked), 0)
  return { masked, share: maskedLength / Math.max(1, length), check }
}

function kindOf(runs: readonly (readonly string[])[]): Kind {
  const counts = runs.map(({ length }) => length)
  const [first = [], ...others] = runs.map(lines => lines.toSorted())
  const same = allSame([first, ...others])
  const lines = runs.flat()
  return {
    pattern: patternOf([...new Set(lines)]),
    example: lines[0] ?? '',
    exact: same ? first : undefined,
    least: Math.min(...counts),
    most: Math.max(...counts),
    total: lines.length,
  }
}

/** Where the number of such lines varied, at least one has to be there if one always was. */
function checkKind(kind: Kind, lines: readonly string[]): Check {
  const varies = kind.least !== kind.most
  const enough = varies ? lines.length >= Math.min(1, kind.least) : lines.length === kind.least
  if (!enough) {
    const times = varies ? 'at least once' : `${kind.least} times`
    return { fit: 'differs', original: `${cut(kind.example)} (${times})`, candidate: `${lines.length} times` }
  }
  if (kind.exact) {
    const expected = kind.exact
    const other = lines.toSorted().find((line, at) => line !== expected[at])
    return other === undefined
      ? { fit: 'fits' }
      : { fit: 'differs', original: cut(kind.example), candidate: cut(other) }
  }
  const checks = lines.map(line => checkLine(kind.pattern, kind.example, line))
  return (
    checks.find(({ fit }) => fit === 'differs') ??
    checks.find(({ fit }) => fit === 'unclear') ?? { fit: 'fits' }
  )
}

function unknownLine(line: string | undefined, comesAndGoes: boolean): Check {
  const fit = comesAndGoes && !alarm.test(line ?? '') ? 'unclear' : 'differs'
  return { fit, original: '(no such line)', candidate: cut(line) }
}
