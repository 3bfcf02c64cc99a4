import type { AppFiles } from '../app/app-files.ts'
import type { Report } from '../report/report.ts'
import type { Proposal } from '../rewrite/candidate.ts'
import type { ImageSize } from '../measure/image-stats.ts'
import { chooseUnproved } from './choose.ts'
import { estimateFromBase } from './estimate.ts'
import type { StrategyChoice } from './report-of.ts'
import { baseOf } from './original-base.ts'
import { candidateReport, candidatesFor, reportOf } from './report-of.ts'

/** One turn of the loop with no evidence: what is proposed, and what is known of its size without building it. */
export function staticReport(app: AppFiles, proposal: Proposal, strategy: StrategyChoice): Report {
  const candidates = candidatesFor(proposal, strategy)
  const { refused, ...report } = reportOf(app.name, proposal, candidates)
  // With a candidate all the same, that no stack knows the app is worth a note.
  const told = refused === undefined ? {} : candidates.length > 0 ? { notes: [refused.reason] } : { refused }
  const choice = chooseUnproved(candidates)
  const size = originalEstimate(proposal.original)
  return {
    ...report,
    ...told,
    original: { ...report.original, ...(size === undefined ? {} : { size }) },
    candidates: candidates.map(candidate => {
      const size = estimateFromBase(candidate.finalBase, 'what the build adds')
      return { ...candidateReport(candidate), ...(size === undefined ? {} : { size }) }
    }),
    chosen: choice.chosen,
    whyChosen: choice.why,
  }
}

function originalEstimate(original: Proposal['original']): ImageSize | undefined {
  if (original === undefined) return undefined
  const base = baseOf(original.repaired?.text ?? original.text, original.path)
  return base === undefined ? undefined : estimateFromBase(base, 'what the build adds')
}
