import type { Difference, Verdict } from '../verdict.ts'
import type { Certificate } from './certify.ts'

/** How many differences are told one by one. */
const told = 20

/**
 * Joins what the probes saw with what the files are. Files that differ make it `different`, whatever was answered; a
 * trace that did not see everything leaves it open, since the closure rests on it.
 */
export const certifiedVerdict = (
  verdict: Verdict,
  certificate: Certificate,
  configuration: readonly Difference[],
): Verdict => {
  const files = certificate.differences.map(({ path, what, original, candidate }) => ({
    probe: path,
    what,
    original,
    candidate,
  }))
  const differences = [...verdict.differences, ...configuration, ...files.slice(0, told)]
  const more = files.length > told ? [`${files.length - told} more files differ`] : []
  const notes = [...verdict.notes, ...benignNotes(certificate), ...more]
  const coverage = { ...verdict.coverage, files: certificate.compared }
  if (differences.length > 0) return { ...verdict, kind: 'different', differences, coverage, notes }
  if (certificate.kind === 'refused') {
    const reasons = [...verdict.reasons, ...certificate.refusals.map(reason => `files: ${reason}`)]
    return { ...verdict, kind: 'inconclusive', basis: 'probes', reasons, notes }
  }
  return { ...verdict, basis: 'files+probes', coverage, notes }
}

const benignNotes = ({ benign, times }: Certificate): readonly string[] => {
  const kinds = new Map<string, number>()
  for (const { because } of benign) kinds.set(because, (kinds.get(because) ?? 0) + 1)
  return [
    ...[...kinds].map(
      ([because, count]) =>
        `${count} ${count === 1 ? 'file differs' : 'files differ'} without loss: ${because}`,
    ),
    ...(times === 0 ? [] : [`${times} ${times === 1 ? 'file has' : 'files have'} another time of change`]),
  ]
}
