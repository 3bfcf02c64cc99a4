import type { Verdict } from '../../verify/verdict.ts'
import type { VerifiedImages, VerifiedReceipt } from '../verified.ts'
import type { Style } from './style.ts'
import { wrap } from './text.ts'
import { coverageWords, exercisedWords, verdictName } from './verdict.ts'
import { visible } from './visible.ts'

/** Differences told one by one. */
const told = 12

/** What `laststage verify ORIGINAL CANDIDATE` prints. */
export function renderVerified({ original, candidate, verdict }: VerifiedImages, style: Style): string {
  const { signs } = style
  const sign = {
    equivalent: style.good(signs.ok),
    different: style.bad(signs.failed),
    inconclusive: style.warn(signs.unknown),
  }[verdict.kind]
  const lines = [
    ` ${sign} ${candidate}: ${style.bold(verdictName(verdict))} (${coverageWords(verdict.coverage)})`,
    style.dim(`   compared with ${original}, on the basis of ${verdict.basis}`),
    ...exercised(verdict, style),
    ...differences(verdict, style),
    ...verdict.reasons.flatMap(reason => wrapped(reason, style)),
    ...verdict.notes.flatMap(note => wrapped(note, style).map(line => style.dim(line))),
  ]
  return `${lines.join('\n')}\n`
}

/** What `laststage verify --receipt` prints. */
export function renderFreshness(checked: VerifiedReceipt, next: readonly string[], style: Style): string {
  const { fresh, stands, changed, verdict } = checked
  const proof = `${verdictName(verdict)} (${coverageWords(verdict.coverage)})`
  const head = fresh
    ? ` ${style.good(style.signs.ok)} ${style.bold('fresh')}: ${proof}`
    : ` ${style.bad(style.signs.failed)} ${style.bold('stale')}: ${proof}, but of other inputs`
  const written =
    stands === 'original' ? ['   What was proved is not written yet: the original stands there.'] : []
  const lines = [
    head,
    ...written,
    ...changed.map(({ input, what }) => `   ${visible(input)}: ${what}`),
    ...next.flatMap(line => wrap(line, style.width)),
  ]
  return `${lines.join('\n')}\n`
}

function exercised({ coverage }: Verdict, style: Style): readonly string[] {
  const words = exercisedWords(coverage)
  return words === '' ? [] : wrapped(`exercised: ${words}`, style).map(line => style.dim(line))
}

function differences({ differences }: Verdict, style: Style): readonly string[] {
  const more = differences.length - told
  return [
    ...differences
      .slice(0, told)
      .flatMap(({ probe, what, original, candidate }) => [
        `   ${visible(probe)}: ${what}`,
        `     ${style.bad('-')} ${oneLine(original, style.width - 8)}`,
        `     ${style.good('+')} ${oneLine(candidate, style.width - 8)}`,
      ]),
    ...(more > 0 ? [`   and ${more} more`] : []),
  ]
}

function wrapped(text: string, style: Style): readonly string[] {
  return wrap(visible(text), style.width - 3).map(line => `   ${line}`)
}

function oneLine(text: string, width: number): string {
  const line = visible(text.replaceAll(/\s+/g, ' ').trim())
  return line.length <= width ? line : `${line.slice(0, Math.max(0, width - 3))}...`
}
