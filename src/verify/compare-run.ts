import { compareText } from './compare-text.ts'
import { difference, type Finding } from './finding.ts'
import { withoutLauncher } from './replaced-launcher.ts'
import type { Difference, RunObservation } from './verdict.ts'

/**
 * Compares a program that ends: exit code, what it printed, and what it printed as errors. All three are what a caller
 * of a command sees, so each counts; but not what the launcher said, where a change names that it is gone.
 */
export function compareRun(
  observed: readonly RunObservation[],
  candidate: RunObservation | undefined,
  ignore: readonly RegExp[],
  launcher?: string,
): Finding {
  const originals = launcher === undefined ? observed : observed.map(withoutLauncher)
  const probe = originals[0]?.probe ?? candidate?.probe ?? 'run'
  const blank = { probe, differences: [], notes: [], masked: 0 }
  const inconclusive = (reason: string): Finding => ({ ...blank, conclusive: false, reason })
  if (originals.length === 0) return inconclusive('the original was not run')
  const startFailure = originals.find(({ exitCode, timedOut }) => exitCode === undefined && !timedOut)
  if (startFailure) return inconclusive(`the original ${startFailure.stderr}`)
  if (originals.some(({ timedOut }) => timedOut)) return inconclusive('the original does not end in time')
  const codes = [...new Set(originals.map(({ exitCode }) => exitCode))]
  if (codes.length > 1) return inconclusive(`the original itself ends with ${codes.join(' and ')}`)
  if (!candidate) {
    return {
      ...blank,
      conclusive: true,
      differences: [difference(probe, 'exit code', `${codes[0]}`, 'not run')],
      reason: undefined,
    }
  }
  const exit = exitDifference(probe, codes[0], candidate)
  const outputs = (['stdout', 'stderr'] as const).map(stream =>
    compareStream(stream, originals, candidate, ignore),
  )
  const differences = [...exit, ...outputs.flatMap(({ differences }) => differences)]
  const reason = outputs.find(output => output.reason !== undefined)?.reason
  const isCut = originals.some((run, at) => run.stdout !== observed[at]?.stdout)
  const notes = isCut ? [`${probe}: the lines that ${launcher} prints around the program are gone`] : []
  const masked = outputs.reduce((sum, output) => sum + output.masked, 0)
  const conclusive = reason === undefined || differences.length > 0
  return { ...blank, conclusive, differences, notes, reason, masked }
}

function exitDifference(
  probe: string,
  expected: number | undefined,
  candidate: RunObservation,
): readonly Difference[] {
  if (candidate.timedOut) return [difference(probe, 'exit code', String(expected), 'does not end in time')]
  if (candidate.exitCode === expected) return []
  const seen = String(candidate.exitCode ?? 'could not be started')
  return [difference(probe, 'exit code', String(expected), `${seen}${candidate.said ?? ''}`)]
}

function compareStream(
  stream: 'stdout' | 'stderr',
  originals: readonly RunObservation[],
  candidate: RunObservation,
  ignore: readonly RegExp[],
): {
  readonly differences: readonly Difference[]
  readonly reason: string | undefined
  readonly masked: number
} {
  const result = compareText(
    originals.map(run => run[stream]),
    candidate[stream],
    ignore,
  )
  const { masked } = result
  if (result.kind === 'different') {
    const found = difference(candidate.probe, stream, result.original, result.candidate)
    return { differences: [found], reason: undefined, masked }
  }
  if (result.kind === 'unclear') return { differences: [], reason: `${stream}: ${result.reason}`, masked }
  const cut = [...originals, candidate].some(({ truncated }) => truncated)
  const reason = cut ? 'it prints more than is read' : undefined
  return { differences: [], reason, masked }
}
