import { ancestorsOf } from '../image/root/image-tree.ts'
import { pathsBelow } from '../image/root/read-tree.ts'
import type { ClosureInput } from './closure.ts'
import type { LedgerBuilder } from './ledger.ts'
import type { OwnedPackage, Ownership } from './ownership.ts'
import { isRuntimePlace } from './places.ts'

/** Everything that one derivation shares. */
export interface Work {
  readonly input: ClosureInput
  readonly ledger: LedgerBuilder
  readonly ownership: Ownership
  /** Whole packages, with the first reason for each. */
  readonly chosen: Map<OwnedPackage, string>
  /** Packages of which a program was executed or is configured, and those of which a source names one. */
  readonly started: ReadonlySet<OwnedPackage>
  readonly named: Set<OwnedPackage>
  /** What of the chosen packages does not come along, and why: see `package-parts.ts`. */
  readonly withheld: Map<string, { readonly owner: OwnedPackage; readonly because: string }>
  readonly notes: Set<string>
  readonly unresolved: Set<string>
}

/** A directory with all that is in it. */
export const keepWhole = (
  input: ClosureInput,
  ledger: LedgerBuilder,
  directory: string,
  rule: 'user' | 'tree' | 'static',
  because: string,
): void => {
  for (const path of pathsBelow(input.tree, directory)) {
    if (!isRuntimePlace(path)) ledger.add(path, { rule, because })
  }
}

/** Directories that hold what is kept. */
export const keepAncestors = ({ ledger }: Work): void => {
  for (const path of ledger.paths()) {
    for (const ancestor of ancestorsOf(path))
      ledger.add(ancestor, { rule: 'parent', because: `holds ${path}` })
  }
}
