import type { BaseEstimate, Report } from '../report.ts'
import { formatSize } from './size.ts'

/** `node:20-alpine: about 60.7 MB to pull, 167 MB unpacked (as node:22-alpine on 2026-09-23)`. */
export function baseWords(base: BaseEstimate): string {
  const { image, unpacked, compressed, registry } = base
  if (image === 'scratch') return 'scratch: empty'
  if (unpacked === undefined && compressed === undefined)
    return `${image}: unknown, since the catalogue has no record of it`
  const whole = unpacked === undefined ? 'unknown unpacked' : `${formatSize(unpacked)} unpacked`
  if (registry !== undefined && compressed !== undefined) {
    const now = `${formatSize(compressed)} to pull now (${registry.platform}, ${registry.name})`
    return `${image}: ${now}, ${unpacked === undefined ? whole : `about ${whole} (${recordWords(base)})`}`
  }
  const pull = compressed === undefined ? 'unknown to pull' : `about ${formatSize(compressed)} to pull`
  return `${image}: ${pull}, ${whole} (${recordWords(base)})`
}

/** Each with the first thing that it lacks; all of them are in the JSON. */
function notTaken({ passedOver }: BaseEstimate): string {
  const words = (passedOver ?? []).map(({ image, lacks }) => `${shortName(image)} (${lacks[0] ?? 'unknown'})`)
  return words.length === 0 ? '' : `; not ${words.join(', ')}`
}

const shortName = (image: string) => image.replace(/^gcr\.io\//, '')

function recordWords({ as, asOf = 'an unknown day' }: BaseEstimate): string {
  return as === undefined ? `catalogue of ${asOf}` : `as ${as} on ${asOf}`
}

/** A line for each base image of a report whose sizes are estimates; none where it was built. */
export function baseLines(report: Report): readonly string[] {
  const bases = [report.original.base, ...report.candidates.map(candidate => candidate.base)]
  const lines = bases.flatMap(base => (base === undefined ? [] : [`${baseWords(base)}${notTaken(base)}`]))
  return [...new Set(lines)]
}
