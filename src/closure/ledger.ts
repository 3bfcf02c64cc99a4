/** Why a path is kept. */
export interface Reason {
  readonly rule:
    | 'traced'
    | 'kernel'
    | 'image'
    | 'user'
    | 'link'
    | 'parent'
    | 'tree'
    | 'package'
    | 'library'
    | 'static'
    | 'cut'
    | 'metadata'
  readonly because: string
  /** Executables that used it, where the trace says so. */
  readonly by?: readonly string[]
}

/** Each path kept with its reasons, in the order in which they were found. */
export type Ledger = ReadonlyMap<string, readonly Reason[]>

export interface LedgerBuilder {
  /** Answers whether the path is new. A second reason of the same rule is not noted. */
  add(path: string, reason: Reason): boolean
  has(path: string): boolean
  paths(): readonly string[]
  finish(): Ledger
}

export const createLedger = (): LedgerBuilder => {
  const entries = new Map<string, Reason[]>()
  return {
    add: (path, reason) => {
      const reasons = entries.get(path)
      if (reasons === undefined) {
        entries.set(path, [reason])
        return true
      }
      if (!reasons.some(({ rule }) => rule === reason.rule)) reasons.push(reason)
      return false
    },
    has: path => entries.has(path),
    paths: () => [...entries.keys()],
    finish: () => new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** A reason as a person reads it: `opened by /usr/bin/python3`. */
export const formatReason = (reason: Reason): string =>
  reason.by === undefined || reason.by.length === 0
    ? reason.because
    : `${reason.because} by ${reason.by.join(', ')}`
