import { compareText } from './compare-text.ts'
import { difference } from './finding.ts'
import type { Difference } from './verdict.ts'

/**
 * What the transport, the clock or the server's name decide, and no client may rely on. `content-type` and
 * `location` are compared apart; a body's length is compared as its body.
 */
const transport = new Set([
  'age',
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'location',
  'server',
  'trailer',
  'transfer-encoding',
  'via',
  'x-powered-by',
])

/** Cache validators: made from inodes, times or hashes, so only whether there is one is told, as a note. */
const validators = new Set(['etag', 'last-modified', 'accept-ranges', 'expires'])

type Headers = Readonly<Record<string, string>>

/**
 * Compares headers that a client can act on. Order and case of names do not count (RFC 9110, 5.1 and 5.3); values
 * that differ between the original's own runs are masked as bodies are.
 */
export function compareHeaders(
  probe: string,
  originals: readonly Headers[],
  candidate: Headers,
  ignore: readonly RegExp[],
): {
  readonly differences: readonly Difference[]
  readonly notes: readonly string[]
  readonly masked: number
} {
  const differences: Difference[] = []
  const notes: string[] = []
  let masked = 0
  const names = new Set([...originals.flatMap(headers => Object.keys(headers)), ...Object.keys(candidate)])
  for (const name of [...names].toSorted()) {
    if (transport.has(name)) continue
    const values = originals.map(headers => headers[name])
    const present = values.filter(value => value !== undefined)
    const mine = candidate[name]
    if (present.length > 0 && present.length < originals.length) continue
    if (validators.has(name)) {
      if (present.length > 0 !== (mine !== undefined)) {
        notes.push(`${probe}: ${name} is ${mine === undefined ? 'gone' : 'new'}`)
      }
      continue
    }
    if (present.length === 0) {
      differences.push(difference(probe, `header ${name}`, '(absent)', mine ?? ''))
      continue
    }
    if (mine === undefined) {
      differences.push(difference(probe, `header ${name}`, present[0] ?? '', '(absent)'))
      continue
    }
    const result = compareText(present, mine, ignore)
    masked += result.masked
    if (result.kind === 'different') {
      differences.push(difference(probe, `header ${name}`, present[0] ?? '', mine))
    }
    if (result.kind === 'unclear') notes.push(`${probe}: header ${name} cannot be compared: ${result.reason}`)
  }
  return { differences, notes, masked }
}
