import { type ImageTree, isWithin, joinPath } from '../image/root/image-tree.ts'
import type { InstalledPackages } from '../image/packages/package-database.ts'
import type { Closure } from './closure.ts'
import { formatReason, type Ledger } from './ledger.ts'
import { type Ownership, readOwnership } from './ownership.ts'
import { isDocumentation, isRuntimePlace } from './places.ts'

/**
 * The ledger as text, one line each: `PATH<tab>BYTES<tab>WHY` for what is kept, `-PATH<tab>BYTES<tab>RULE` for what is
 * left behind, whole directories on one line. `explain` answers from it, and the exact form's build reads it.
 */
export const formatLedger = (
  closure: Closure,
  ledger: Ledger,
  tree: ImageTree,
  packages: InstalledPackages,
): string => {
  const { kept, strict, image } = closure.bytes
  const left = leftBehind(closure, ledger, tree, readOwnership(tree, packages))
  return [
    `# What the last stage keeps, with bytes and why. Policy ${closure.policy}.`,
    `# ${kept} of ${image} bytes; ${strict} were touched while it was traced.`,
    ...closure.notes.map(note => `# ${note}`),
    ...closure.unresolved.map(library => `# not in the original either: ${library}`),
    ...[...ledger].map(([path, reasons]) => line(path, tree.get(path)?.size ?? 0, reasons.map(formatReason))),
    '# What it leaves behind: no trace touched it.',
    ...left,
    '',
  ].join('\n')
}

const line = (path: string, bytes: number, because: readonly string[]): string =>
  `${path}\t${bytes}\t${because.join('; ').replace(/[\t\r\n]/g, ' ')}`

const leftBehind = (
  closure: Closure,
  ledger: Ledger,
  tree: ImageTree,
  ownership: Ownership,
): readonly string[] => {
  const lines: string[] = []
  const visit = (path: string): void => {
    if (isRuntimePlace(path)) return
    if (ledger.has(path)) {
      for (const name of tree.list(path)) visit(joinPath(path, name))
      return
    }
    const { bytes, rules } = sumUp(closure, tree, ownership, path)
    lines.push(line(`-${path}`, bytes, shortened([...rules].sort())))
  }
  visit('/')
  return lines
}

const shortened = (rules: readonly string[]): readonly string[] =>
  rules.length <= 3 ? rules : [...rules.slice(0, 3), `and ${rules.length - 3} more`]

const sumUp = (
  closure: Closure,
  tree: ImageTree,
  ownership: Ownership,
  root: string,
): { readonly bytes: number; readonly rules: ReadonlySet<string> } => {
  const rules = new Set<string>()
  let bytes = 0
  const pending = [root]
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const names = tree.list(path)
    if (names.length === 0) rules.add(ruleOf(closure, ownership, path))
    bytes += tree.get(path)?.size ?? 0
    for (const name of names) pending.push(joinPath(path, name))
  }
  return { bytes, rules }
}

const ruleOf = (closure: Closure, ownership: Ownership, path: string): string => {
  const pruned = closure.trees.flatMap(whole => whole.pruned).find(out => isWithin(path, out.path))
  if (pruned !== undefined) return pruned.because
  const withheld = closure.withheld.get(path)
  if (withheld !== undefined) return withheld
  const owner = ownership.owner(path)?.installed.name
  if (isDocumentation(path)) return 'documentation'
  const used = closure.owners.some(({ name }) => name === owner)
  if (owner !== undefined) return used ? `of package ${owner}, not touched` : `package ${owner} is not used`
  return 'in no tree of the app, and of no package'
}

export interface LedgerAnswer {
  readonly kept: boolean
  /** The path asked for, or the directory that was left behind with it. */
  readonly path: string
  readonly bytes: number
  readonly because: string
}

/** Why a path is kept, or by which rule it was left behind. Undefined where the ledger knows no such path. */
export const explainFromLedger = (ledger: string, path: string): LedgerAnswer | undefined =>
  openLedger(ledger)(path)

/** The same for many paths of one ledger. */
export const openLedger = (ledger: string): ((path: string) => LedgerAnswer | undefined) => {
  const lines = new Map<string, readonly string[]>()
  for (const text of ledger.split('\n')) {
    const fields = text.split('\t')
    const [path = ''] = fields
    if (!lines.has(path)) lines.set(path, fields)
  }
  return path => {
    const kept = lines.get(path)
    if (kept !== undefined) return answer(kept, true)
    const left = ['/', ...foldersAndSelf(path)].flatMap(at => lines.get(`-${at}`) ?? [])
    return left.length === 0 ? undefined : answer(left.slice(0, 3), false)
  }
}

/** `/a`, `/a/b` of `/a/b`. */
const foldersAndSelf = (path: string): readonly string[] =>
  [...path.matchAll(/\/[^/]+/g)].map(({ index, 0: part }) => path.slice(0, index + part.length))

const answer = ([path = '', bytes = '', because = '']: readonly string[], kept: boolean): LedgerAnswer => ({
  kept,
  path: kept ? path : path.slice(1),
  bytes: Number(bytes),
  because,
})
