import type { Coverage, Verdict } from '../../verify/verdict.ts'
import type { CandidateReport } from '../report.ts'
import { formatSize } from './size.ts'
import type { Style } from './style.ts'

/** A verdict in a few words: never the word alone, always with what it rests on. */
export function verdictWords(candidate: CandidateReport, style: Style): { sign: string; text: string } {
  if (candidate.failure !== undefined) {
    return { sign: style.bad(style.signs.failed), text: 'does not build' }
  }
  const { verdict } = candidate
  if (verdict === undefined) return { sign: style.signs.other, text: 'not proved' }
  const text = `${verdictName(verdict)} (${coverageWords(verdict.coverage)})`
  if (verdict.kind === 'equivalent') return { sign: style.good(style.signs.ok), text }
  if (verdict.kind === 'different') return { sign: style.bad(style.signs.failed), text }
  return { sign: style.warn(style.signs.unknown), text }
}

/** `equivalent`, or `contract` where the declared expectations judged in the original's place. */
export function verdictName(verdict: Verdict): string {
  return verdict.kind === 'equivalent' && verdict.basis === 'contract' ? 'contract' : verdict.kind
}

/** `3 runs, 14 assets, SIGTERM`. */
export function coverageWords(coverage: Coverage): string {
  const parts = [
    count(coverage.runs, 'run'),
    count(coverage.probes, 'probe'),
    count(coverage.assets, 'asset'),
    count(coverage.files, 'file'),
    ...coverage.signals,
    beside(coverage),
  ].filter(part => part !== '')
  return parts.length === 0 ? 'nothing was exercised' : parts.join(', ')
}

/** `14 routes (12 answered 2xx, 2 4xx); 34.1 % of the app's own 1.2 MB was opened`; empty where nothing is known. */
export function exercisedWords({ routes = 0, statuses = {}, app }: Coverage): string {
  const answers = Object.entries(statuses).map(([kind, number]) => `${number} answered ${kind}`)
  const share = app === undefined ? 0 : (100 * app.opened) / Math.max(1, app.present)
  const parts = [
    routes === 0 ? '' : `${count(routes, 'route')} (${answers.join(', ')})`,
    app === undefined ? '' : `${share.toFixed(1)} % of the app's own ${formatSize(app.present)} was opened`,
  ].filter(part => part !== '')
  return parts.join('; ')
}

function beside({ services = [] }: Coverage): string {
  return services.length === 0 ? '' : `beside ${services.join(' and ')}`
}

function count(number: number, word: string): string {
  if (number === 0) return ''
  return number === 1 ? `1 ${word}` : `${number} ${word}s`
}
