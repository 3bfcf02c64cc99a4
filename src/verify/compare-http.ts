import { compareHeaders } from './compare-headers.ts'
import { compareText, type TextResult } from './compare-text.ts'
import { difference, type Finding } from './finding.ts'
import { charset, mediaType } from './media-types.ts'
import type { Difference, HttpObservation } from './verdict.ts'

type Response = NonNullable<HttpObservation['response']>

/** Compares one request's answers. The status has to be the same on every run of the original. */
export function compareHttp(
  originals: readonly HttpObservation[],
  candidate: HttpObservation | undefined,
  ignore: readonly RegExp[],
): Finding {
  const probe = originals[0]?.probe ?? candidate?.probe ?? ''
  const blank = { probe, differences: [], notes: [], masked: 0 }
  const inconclusive = (reason: string): Finding => ({ ...blank, conclusive: false, reason })
  const answers = originals.map(({ response }) => response).filter(response => response !== undefined)
  if (answers.length === 0) return unanswered(probe, originals, candidate)
  if (answers.length < originals.length) return inconclusive('the original answers it on some runs only')
  const statuses = [...new Set(answers.map(({ status }) => status))]
  if (statuses.length > 1) return inconclusive(`the original itself answers ${statuses.join(' and ')}`)
  const theirs = candidate?.response
  if (!theirs) {
    const error = candidate?.error ?? 'not asked'
    const only = difference(probe, 'answer', `status ${statuses[0]}`, error)
    return { ...blank, conclusive: true, differences: [only], reason: undefined }
  }
  return compareAnswers(probe, answers, theirs, ignore)
}

/** A request that the original never answers proves nothing, but an answer where there was none is a difference. */
function unanswered(
  probe: string,
  originals: readonly HttpObservation[],
  candidate: HttpObservation | undefined,
): Finding {
  const error = originals[0]?.error ?? 'no answer'
  const answered = candidate?.response
  const differences = answered ? [difference(probe, 'answer', error, `status ${answered.status}`)] : []
  const reason = `the original does not answer it: ${error}`
  return { probe, conclusive: false, differences, notes: [], reason, masked: 0 }
}

function compareAnswers(
  probe: string,
  originals: readonly Response[],
  candidate: Response,
  ignore: readonly RegExp[],
): Finding {
  const original = originals[0] ?? candidate
  const statusDiffers = original.status !== candidate.status
  const status = statusDiffers
    ? [difference(probe, 'status', String(original.status), String(candidate.status))]
    : []
  const type = compareType(probe, originals, candidate)
  const location = compareLocation(probe, originals, candidate, ignore)
  const headers = compareHeaders(
    probe,
    originals.map(answer => answer.headers),
    candidate.headers,
    ignore,
  )
  // Where the status differs, the body does too, and says nothing more.
  const body: TextResult = statusDiffers
    ? { kind: 'same', masked: 0 }
    : compareBody(originals, candidate, ignore)
  const bodyDifference =
    body.kind === 'different' ? [difference(probe, 'body', body.original, body.candidate)] : []
  const differences = [...status, ...type.differences, ...location, ...bodyDifference, ...headers.differences]
  const reason = body.kind === 'unclear' ? `body: ${body.reason}` : undefined
  return {
    probe,
    conclusive: reason === undefined || differences.length > 0,
    differences,
    notes: [...type.notes, ...headers.notes],
    reason,
    masked: body.masked + headers.masked,
  }
}

function compareType(
  probe: string,
  originals: readonly Response[],
  candidate: Response,
): { readonly differences: readonly Difference[]; readonly notes: readonly string[] } {
  const same = originals.some(
    ({ type }) => mediaType(type) === mediaType(candidate.type) && charset(type) === charset(candidate.type),
  )
  const original = originals[0]?.type ?? ''
  if (same) return { differences: [], notes: [] }
  // Both names mean JavaScript to every client (RFC 9239).
  if (originals.some(({ type }) => isScript(type)) && isScript(candidate.type)) {
    return { differences: [], notes: [`${probe}: content type ${original} became ${candidate.type}`] }
  }
  return { differences: [difference(probe, 'content-type', original, candidate.type)], notes: [] }
}

function isScript(type: string): boolean {
  return /^(?:text|application)\/(?:x-)?(?:java|ecma)script$/.test(mediaType(type))
}

function compareLocation(
  probe: string,
  originals: readonly Response[],
  candidate: Response,
  ignore: readonly RegExp[],
): readonly Difference[] {
  const result = compareText(
    originals.map(({ location }) => location ?? ''),
    candidate.location ?? '',
    ignore,
  )
  if (result.kind !== 'different') return []
  return [
    difference(probe, 'location', originals[0]?.location ?? '(absent)', candidate.location ?? '(absent)'),
  ]
}

function compareBody(
  originals: readonly Response[],
  candidate: Response,
  ignore: readonly RegExp[],
): TextResult {
  const [first] = originals
  const digests = new Set(originals.map(({ sha256 }) => sha256))
  const incomplete = [...originals, candidate].some(({ complete }) => !complete)
  if (incomplete) return { kind: 'unclear', reason: 'it is too long, or has no end, and was cut', masked: 0 }
  if (digests.size === 1 && digests.has(candidate.sha256)) return { kind: 'same', masked: 0 }
  const allText = [...originals, candidate].every(({ body, bytes }) => body !== '' || bytes === 0)
  if (allText) {
    const result = compareText(
      originals.map(({ body }) => body),
      candidate.body,
      ignore,
    )
    // Bytes that are no valid text all read alike: then the digests tell.
    const onlyBytes = result.kind === 'same' && digests.size === 1 && ignore.length === 0
    return onlyBytes && first ? { kind: 'different', ...toldBytes(first, candidate), masked: 0 } : result
  }
  if (digests.size > 1) {
    return { kind: 'unclear', reason: 'its bytes differ between runs of the original itself', masked: 0 }
  }
  return { kind: 'different', ...toldBytes(first ?? candidate, candidate), masked: 0 }
}

function toldBytes(original: Response, candidate: Response): { original: string; candidate: string } {
  return { original: digestOf(original), candidate: digestOf(candidate) }
}

function digestOf({ bytes, sha256 }: Response): string {
  return `${bytes} bytes, sha256 ${sha256.slice(0, 12)}`
}
