import { ancestorsOf, parentOf } from '../image/root/image-tree.ts'
import { pathsBelow } from '../image/root/read-tree.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { Closure, KeptPackage, KeptTree } from './closure.ts'
import type { OwnedPackage } from './ownership.ts'
import { isCommand, isRuntimePlace } from './places.ts'
import type { Work } from './work.ts'

/** The closure as data, once everything is kept. */
export const summarise = (
  work: Work,
  strict: ReadonlySet<string>,
  negative: readonly string[],
  trees: readonly KeptTree[],
  appTrees: readonly KeptTree[],
): Closure => {
  const { tree } = work.input
  const ledger = work.ledger.finish()
  const kept = [...ledger.keys()]
  const bytes = (paths: Iterable<string>): number => {
    const inodes = new Map<string, number>()
    for (const path of paths) inodes.set(tree.get(path)?.inode ?? path, tree.get(path)?.size ?? 0)
    return [...inodes.values()].reduce((sum, size) => sum + size, 0)
  }
  return {
    policy: work.input.policy,
    ledger,
    kept,
    strict,
    negative,
    packages: [...work.chosen].map(([owned, because]) => toKept(work, owned, because)).sort(byName),
    withheld: new Map([...work.withheld].map(([path, { because }]) => [path, because])),
    owners: ownersOf(work, kept),
    left: leftOf(work),
    trees,
    appTrees: appTrees.filter(({ kind }) => kind === 'app').map(({ path }) => path),
    bytes: { kept: bytes(kept), strict: bytes(strict), image: bytes(tree.paths) },
    app: appBytes(work, appTrees),
    written: writtenIn(work),
    unresolved: [...work.unresolved].sort(),
    notes: [...work.notes].sort(),
  }
}

const appBytes = ({ input }: Work, appTrees: readonly KeptTree[]): Closure['app'] => {
  const { tree, trace } = input
  const opened = new Set(trace.opened.map(({ path, follow }) => resolvePath(tree, path, follow).path))
  const own = appTrees.filter(({ kind }) => kind === 'app').flatMap(({ path }) => pathsBelow(tree, path))
  const bytes = (paths: readonly string[]): number =>
    paths.reduce((sum, path) => sum + (tree.get(path)?.size ?? 0), 0)
  return { present: bytes(own), opened: bytes(own.filter(path => opened.has(path))) }
}

/** A package without programs says so by itself. */
const leftOf = ({ withheld, named, started }: Work): readonly string[] =>
  [...withheld]
    .filter(([path, { owner }]) => !isCommand(path) || named.has(owner) || started.has(owner))
    .map(([path]) => path)
    .filter(path => !ancestorsOf(path).some(ancestor => withheld.has(ancestor)))
    .sort()

/** What a read-only root file system would need a volume for. */
const writtenIn = ({ input }: Work): readonly string[] => {
  const directories = input.trace.written
    .map(({ path }) => resolvePath(input.tree, parentOf(path), true).existing)
    .filter(path => !isRuntimePlace(path))
  return [...new Set(directories)].sort()
}

const ownersOf = ({ ownership }: Work, kept: readonly string[]): Closure['owners'] => {
  const owners = new Set(kept.map(path => ownership.owner(path)).filter(owner => owner !== undefined))
  return [...owners]
    .map(({ manager, installed }) => ({ manager, name: installed.name }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const toKept = ({ withheld, named, started }: Work, owned: OwnedPackage, because: string): KeptPackage => ({
  manager: owned.manager,
  installed: owned.installed,
  paths: owned.paths.filter(path => !withheld.has(path)),
  because,
  withoutPrograms: !named.has(owned) && !started.has(owned) && owned.paths.some(isCommand),
})

const byName = (a: KeptPackage, b: KeptPackage): number => (a.installed.name < b.installed.name ? -1 : 1)
