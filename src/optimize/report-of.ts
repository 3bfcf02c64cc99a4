import type { Candidate, Proposal, Strategy } from '../rewrite/candidate.ts'
import type { CandidateReport, Report } from '../report/report.ts'

export type StrategyChoice = 'auto' | Strategy

/**
 * The candidates of the strategy that was asked for. Of themselves the tidied stages are tried only where nothing ships
 * less: each candidate costs a build.
 */
export function candidatesFor(proposal: Proposal, choice: StrategyChoice): readonly Candidate[] {
  if (choice === 'auto') {
    const smaller = proposal.candidates.filter(({ strategy }) => strategy !== 'tidy')
    return smaller.length > 0 ? smaller : proposal.candidates
  }
  return proposal.candidates.filter(candidate => candidate.strategy === choice)
}

/**
 * The tidied stages that were left out: tried after all where nothing that ships less was proved to be better. Where the
 * original is no reference, they would only ship it again.
 */
export function heldBack(proposal: Proposal, choice: StrategyChoice): readonly Candidate[] {
  if (choice !== 'auto' || proposal.candidates.some(({ contractOnly }) => contractOnly !== undefined))
    return []
  const tried = candidatesFor(proposal, choice)
  return proposal.candidates.filter(candidate => !tried.includes(candidate))
}

/** A report of a proposal before anything was built: nothing measured, nothing proved, nothing chosen. */
export function reportOf(name: string, proposal: Proposal, candidates: readonly Candidate[]): Report {
  const { original, refused } = proposal
  const isLean = refused?.lean === true
  return {
    schemaVersion: 1,
    app: { name, stacks: proposal.stacks },
    original: {
      dockerfile: original?.text ?? null,
      path: original?.path ?? 'Dockerfile',
      ...(original?.repaired === undefined
        ? {}
        : { repaired: { dockerfile: original.repaired.text, changes: original.repaired.changes } }),
      diagnostics: proposal.diagnostics,
    },
    candidates: candidates.map(candidateReport),
    chosen: null,
    whyChosen: '',
    ...(refused === undefined || isLean ? {} : { refused }),
    notes: isLean ? [refused.reason] : [],
  }
}

/** What a candidate proposes; sizes and proof come later. */
export function candidateReport(candidate: Candidate): CandidateReport {
  return {
    id: candidate.id,
    strategy: candidate.strategy,
    title: candidate.title,
    files: candidate.files,
    dockerfile: candidate.dockerfile,
    changes: candidate.changes,
    diagnostics: candidate.diagnostics,
  }
}
