import type { ImageSize } from '../measure/image-stats.ts'
import { formatSize } from '../report/terminal/size.ts'
import type { Strategy } from '../rewrite/candidate.ts'
import type { Verdict } from '../verify/verdict.ts'

/** What choosing looks at. */
interface Choosable {
  readonly id: string
  readonly strategy: Strategy
  readonly files: Readonly<Record<string, string>>
  readonly size?: ImageSize
  readonly verdict?: Verdict
  readonly failure?: unknown
}

interface Choice {
  readonly chosen: string | null
  readonly why: string
}

/** Two sizes this close (as a part of the smaller) count as the same: no one reads a longer file for that. */
const tie = 0.02

/** Two builds of the same files differ by a few bytes: times, logs, caches. */
const slack = 0.001

/** Others named in the reason for a choice. */
const named = 4

/**
 * The smallest candidate that was proved; among those of about the same size, the more readable one. None where the
 * original is known to be no larger. The reason names what the others came to.
 */
export function chooseProved(candidates: readonly Choosable[], original: ImageSize | undefined): Choice {
  const proved = candidates.filter(
    candidate => candidate.verdict?.kind === 'equivalent' && candidate.size !== undefined,
  )
  if (proved.length === 0) return { chosen: null, why: whyNone(candidates) }
  const best = smallestThenReadable(proved)
  if (best === undefined) return { chosen: null, why: whyNone(candidates) }
  const gain = original === undefined ? 1 : original.unpacked - unpacked(best)
  // Tidied stages may build again with less work and be no smaller.
  if (original !== undefined && gain <= 0 && best.strategy === 'tidy' && -gain <= original.unpacked * slack) {
    const why = 'as small as the original, with the safe fixes of check'
    return { chosen: best.id, why: `${why}${besides(best, candidates)}` }
  }
  if (gain <= 0) {
    return { chosen: null, why: 'No candidate that was proved is smaller than the original.' }
  }
  if (proved.length === 1) {
    const others = candidates.length - 1
    return {
      chosen: best.id,
      why:
        others === 0
          ? 'the one candidate, and it was proved'
          : `the only one that was proved${besides(best, candidates)}`,
    }
  }
  const smallest = Math.min(...proved.map(unpacked))
  const why =
    unpacked(best) === smallest
      ? 'the smallest that was proved'
      : 'as small as the smallest that was proved, and easier to read'
  return { chosen: best.id, why: `${why}${besides(best, candidates)}` }
}

/** `; closure has 1.80 MB, scratch differs`. */
function besides(best: Choosable, candidates: readonly Choosable[]): string {
  const others = candidates.filter(({ id }) => id !== best.id).map(outcome)
  const more = others.length > named ? [`${others.length - named} more`] : []
  return others.length === 0 ? '' : `; ${[...others.slice(0, named), ...more].join(', ')}`
}

function outcome({ id, size, verdict, failure }: Choosable): string {
  if (failure !== undefined) return `${id} does not build`
  if (verdict?.kind === 'different') return `${id} differs`
  if (verdict?.kind !== 'equivalent' || size === undefined) return `${id} is not proved`
  return `${id} has ${formatSize(size.unpacked)}`
}

/** Without an engine nothing is proved: the first candidate in the order of proposal, and the words say so. */
export function chooseUnproved(candidates: readonly Choosable[]): Choice {
  const [first] = candidates
  if (first === undefined) return { chosen: null, why: 'There is nothing to change.' }
  return {
    chosen: first.id,
    why:
      candidates.length === 1
        ? 'the one candidate; not proved, since nothing was built'
        : 'the first of the candidates; not proved, since nothing was built',
  }
}

function whyNone(candidates: readonly Choosable[]): string {
  if (candidates.length === 0) return 'There is nothing to change.'
  if (candidates.every(candidate => candidate.failure !== undefined)) return 'No candidate could be built.'
  if (candidates.some(candidate => candidate.verdict?.kind === 'different')) {
    return 'No candidate was proved: none behaves as the original does.'
  }
  return 'No candidate was proved: what was seen decides nothing.'
}

function smallestThenReadable<T extends Choosable>(candidates: readonly T[]): T | undefined {
  const limit = Math.min(...candidates.map(unpacked)) * (1 + tie)
  return candidates.filter(candidate => unpacked(candidate) <= limit).sort(byReadability)[0]
}

const readable: Readonly<Record<Strategy, number>> = { tidy: 0, staged: 1, closure: 2 }

function byReadability(a: Choosable, b: Choosable): number {
  return (
    readable[a.strategy] - readable[b.strategy] ||
    Object.keys(a.files).length - Object.keys(b.files).length ||
    lineCount(a) - lineCount(b) ||
    unpacked(a) - unpacked(b)
  )
}

function lineCount(candidate: Choosable): number {
  return Object.values(candidate.files).reduce((sum, text) => sum + text.split('\n').length, 0)
}

function unpacked(candidate: Choosable): number {
  return candidate.size?.unpacked ?? Number.POSITIVE_INFINITY
}
