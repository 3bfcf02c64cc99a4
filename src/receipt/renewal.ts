import type { Candidate, Proposal } from '../rewrite/candidate.ts'
import type { Receipt } from './receipt.ts'

/** A proof to be made again: the original as the receipt keeps it, the candidate as it stands there now. */
export interface Renewal {
  readonly proposal: Proposal
  /** Laid over the folder for the original: its own texts in place of the candidate's. */
  readonly originalFiles: Readonly<Record<string, string>>
  readonly current: ReadonlyMap<string, string>
}

/**
 * @param read the text of a file of the app as it stands
 * @returns the path of a file that is missing, where one is
 */
export function renewalOf(receipt: Receipt, read: (path: string) => string | undefined): Renewal | string {
  const { dockerfile, original, candidate } = receipt
  const texts = new Map(
    original.files.flatMap(({ path, text }) => (text === undefined ? [] : [[path, text] as const])),
  )
  const text = texts.get(dockerfile)
  if (text === undefined) return dockerfile
  const files: Record<string, string> = {}
  for (const { path } of candidate.files) {
    const now = read(path)
    if (now === undefined) return path
    files[path] = now
  }
  const made: Candidate = {
    id: candidate.id,
    strategy: 'staged',
    title: candidate.title,
    files,
    dockerfile,
    changes: candidate.changes.map(change => ({
      id: change.id,
      title: change.title,
      because: change.because,
      evidence: [],
      applicability: change.applicability,
      ...(change.replaces === undefined ? {} : { replaces: change.replaces }),
    })),
    diagnostics: [],
    finalBase: '',
    ...(receipt.verdict.basis === 'contract' && { contractOnly: 'as when it was proved first' }),
  }
  const mended = receipt.mended === undefined ? {} : { repaired: { text: receipt.mended, changes: [] } }
  return {
    proposal: {
      stacks: [],
      original: { path: dockerfile, text, ...mended },
      candidates: [made],
      diagnostics: [],
    },
    originalFiles: overlay(receipt, texts),
    current: texts,
  }
}

/** No file can be taken out of a copy of the folder; an empty `.dockerignore` leaves out as much as none. */
function overlay(
  { original }: Receipt,
  texts: ReadonlyMap<string, string>,
): Readonly<Record<string, string>> {
  const absent = original.files.filter(
    ({ path, sha256 }) => sha256 === null && path.endsWith('.dockerignore'),
  )
  return { ...Object.fromEntries(absent.map(({ path }) => [path, ''])), ...Object.fromEntries(texts) }
}
