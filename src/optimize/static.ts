import type { AppFiles } from '../app/app-files.ts'
import type { BaseEstimate, Report } from '../report/report.ts'
import type { Proposal } from '../rewrite/candidate.ts'
import { chooseUnproved } from './choose.ts'
import { estimateOfBase, sizeFromBase } from './estimate.ts'
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
  const base = originalBase(proposal.original)
  return {
    ...report,
    ...told,
    original: { ...report.original, ...(base === undefined ? {} : estimated(base)) },
    candidates: candidates.map(candidate => {
      const { passedOver } = candidate
      const base = estimateOfBase(candidate.finalBase)
      return {
        ...candidateReport(candidate),
        ...estimated(passedOver === undefined ? base : { ...base, passedOver }),
      }
    }),
    chosen: choice.chosen,
    whyChosen: choice.why,
  }
}

/** What is told of an image that was not built. */
function estimated(base: BaseEstimate): Pick<Report['original'], 'base' | 'size'> {
  const size = sizeFromBase(base)
  return { base, ...(size === undefined ? {} : { size }) }
}

function originalBase(original: Proposal['original']): BaseEstimate | undefined {
  if (original === undefined) return undefined
  const base = baseOf(original.repaired?.text ?? original.text, original.path)
  return base === undefined ? undefined : estimateOfBase(base)
}
