import type { Report } from '../../report.ts'
import { type Html, html } from '../html.ts'
import { notes } from '../parts.ts'

/** What a receipt says in short; the file itself holds every digest. */
export interface ReceiptFacts {
  /** Where it was written. */
  readonly path: string
  readonly created: string
  readonly dockerfileSha256: string | undefined
  readonly contextSha256: string
  readonly contextFiles: number
  readonly bases: readonly { readonly reference: string; readonly digest: string | null }[]
  readonly probes: number
}

/** Who proved it, with what, and of which inputs. */
export function proof({ engine }: Report, version: string, receipt: ReceiptFacts | undefined): Html {
  const facts: readonly (readonly [string, string])[] = [
    ['laststage', version],
    ...(engine === undefined
      ? [['Engine', 'none: nothing was built or proved'] as const]
      : [
          ['Engine', `${engine.name} ${engine.version}`] as const,
          ['Platform', engine.platform] as const,
          ['Base images', engine.standIns ? 'stand-ins, not the genuine ones' : 'as named'] as const,
        ]),
    ...(receipt === undefined ? [] : receiptRows(receipt)),
  ]
  const how =
    receipt === undefined
      ? 'No receipt was written. With --receipt FILE or --write one says of which inputs the proof is.'
      : `Whether the proof still holds: laststage verify --receipt ${receipt.path}`
  return html`<dl class="facts">${facts.map(([name, text]) => html`<div><dt>${name}</dt><dd>${text}</dd></div>`)}</dl>${notes([how])}`
}

function receiptRows(receipt: ReceiptFacts): readonly (readonly [string, string])[] {
  return [
    ['Receipt', receipt.path],
    ['Proved', receipt.created],
    ...(receipt.dockerfileSha256 === undefined
      ? []
      : [['Dockerfile', `sha256 ${receipt.dockerfileSha256}`] as const]),
    ['Build context', `${receipt.contextFiles} entries, sha256 ${receipt.contextSha256}`],
    ...receipt.bases.map(
      ({ reference, digest }) => ['Base', `${reference} ${digest ?? '(digest unknown)'}`] as const,
    ),
    ['Answers kept', String(receipt.probes)],
  ]
}
