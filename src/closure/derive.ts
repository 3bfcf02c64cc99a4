import { ancestorsOf, isWithin, joinPath, nameOf, parentOf } from '../image/root/image-tree.ts'
import { pathsBelow } from '../image/root/read-tree.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { Closure, ClosureInput, KeptPackage, KeptTree } from './closure.ts'
import { createLedger, type LedgerBuilder } from './ledger.ts'
import { createLibraries } from './libraries.ts'
import { type OwnedPackage, type Ownership, readOwnership } from './ownership.ts'
import { isRuntimePlace } from './places.ts'
import { keepCompiledPython, keepConfigured, keepKernelOpened, keepPath, keepTraced } from './strict.ts'
import { staticReasons } from './static-reasons.ts'
import { findTrees } from './trees.ts'

/** Everything that one derivation shares. */
interface Work {
  readonly input: ClosureInput
  readonly ledger: LedgerBuilder
  readonly ownership: Ownership
  /** Whole packages, with the first reason for each. */
  readonly chosen: Map<OwnedPackage, string>
  readonly notes: Set<string>
  readonly unresolved: Set<string>
}

/**
 * What the last stage has to hold: from what was traced, by the policy, with a reason for each path. Pure: the same
 * image, trace and policy give the same closure.
 */
export const deriveClosure = (input: ClosureInput): Closure => {
  const { tree, policy } = input
  const work: Work = {
    input,
    ledger: createLedger(),
    ownership: readOwnership(tree, input.packages),
    chosen: new Map(),
    unresolved: new Set(),
    notes: new Set(input.packages.unread.map(({ manager, reason }) => `${manager}: ${reason}`)),
  }
  const negative = keepTraced(work.ledger, tree, input.trace)
  const programs = keepConfigured(work.ledger, tree, input.config)
  const executed = input.trace.executed.map(({ path }) => path)
  const loaders = keepKernelOpened(work.ledger, tree, [...executed, ...programs])
  keepAncestors(work)
  const strict = new Set(work.ledger.paths())
  keepRequested(work)
  keepMetadata(work)
  const trees = policy === 'safe' ? keepTrees(work) : []
  const appTrees = policy === 'safe' ? trees : findTrees(input, work.ownership)
  if (policy === 'safe') {
    choosePackages(work, programs, loaders)
    keepStatic(work, trees, programs)
    keepRecorded(work, trees)
  }
  keepCompiledPython(work.ledger, tree)
  completeLinksAndLibraries(work, trees)
  keepAncestors(work)
  return finish(work, strict, negative, trees, appTrees)
}

/** The folder that takes the metadata of the packages kept. */
const keepMetadata = ({ input, ledger }: Work): void => {
  for (const { sources } of input.packages.databases) {
    for (const source of sources) {
      keepPath(ledger, input.tree, source, {
        rule: 'metadata',
        because: 'what scanners read of the packages kept',
      })
    }
  }
}

const keepRequested = ({ input, ledger, notes }: Work): void => {
  for (const keep of input.keeps) {
    const real = keepPath(ledger, input.tree, keep.path, { rule: 'user', because: keep.because })
    if (real === undefined) notes.add(`line ${keep.line}: ${keep.path} is not in the image`)
    else keepWhole(input, ledger, real, 'user', keep.because)
  }
}

const keepWhole = (
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

const keepTrees = ({ input, ledger, ownership }: Work): readonly KeptTree[] => {
  const trees = findTrees(input, ownership)
  for (const { path: root, because, pruned } of trees) {
    for (const path of pathsBelow(input.tree, root)) {
      if (isRuntimePlace(path) || pruned.some(out => isWithin(path, out.path))) continue
      ledger.add(path, { rule: 'tree', because: `in ${root}: ${because}` })
    }
  }
  for (const path of input.copies) {
    const kind = input.tree.get(path)?.kind
    if (kind === undefined || kind === 'directory' || isRuntimePlace(path)) continue
    keepPath(ledger, input.tree, path, { rule: 'tree', because: 'copied by the Dockerfile' })
  }
  return trees
}

/** Python's RECORD names what a package put outside its folder: the scripts in bin. */
const keepRecorded = ({ input, ledger }: Work, trees: readonly KeptTree[]): void => {
  const pruned = trees.flatMap(tree => tree.pruned)
  for (const record of ledger.paths()) {
    if (!record.endsWith('.dist-info/RECORD')) continue
    const site = parentOf(parentOf(record))
    const name = nameOf(parentOf(record)).split('-')[0] ?? ''
    if (pruned.some(out => out.path === joinPath(site, name))) continue
    for (const line of (input.tree.text(record) ?? '').split('\n')) {
      const file = line.split(',')[0] ?? ''
      if (!file.startsWith('../')) continue
      const real = resolvePath(input.tree, `${site}/${file}`, false)
      if (real.kind === 'found')
        keepPath(ledger, input.tree, real.path, { rule: 'tree', because: `of ${name}` })
    }
  }
}

/** Every package of which a file was opened, executed or configured. */
const choosePackages = (work: Work, programs: readonly string[], loaders: readonly string[]): void => {
  const { input } = work
  for (const { path, follow } of input.trace.opened) {
    const real = resolvePath(input.tree, path, follow)
    if (real.kind === 'found') choosePackageOf(work, real.path, `${path} was opened`)
  }
  for (const program of programs) choosePackageOf(work, program, `the image's configuration names ${program}`)
  for (const loader of loaders) choosePackageOf(work, loader, `the kernel opened ${loader}`)
  for (const path of work.ledger.paths()) {
    const loader = input.tree.facts(path).elf?.interpreter
    if (loader !== undefined) choosePackageOf(work, loader, `${path} is loaded by ${loader}`)
  }
}

const choosePackageOf = (work: Work, path: string, because: string): void => {
  const real = resolvePath(work.input.tree, path, true)
  const owner = real.kind === 'found' ? work.ownership.owner(real.path) : undefined
  if (owner === undefined || work.chosen.has(owner)) return
  work.chosen.set(owner, because)
  for (const owned of owner.paths) {
    if (isRuntimePlace(owned)) continue
    work.ledger.add(owned, { rule: 'package', because: `package ${owner.installed.name}: ${because}` })
  }
}

const keepStatic = (work: Work, trees: readonly KeptTree[], programs: readonly string[]): void => {
  const { input, ledger } = work
  const traced = new Set(
    input.trace.opened.map(({ path, follow }) => resolvePath(input.tree, path, follow).path),
  )
  const reasons = staticReasons({
    tree: input.tree,
    config: input.config,
    kept: ledger.paths(),
    appTrees: trees.map(({ path }) => path),
    traced,
    programs: new Set(programs.map(path => resolvePath(input.tree, path, true).path)),
  })
  for (const { path, because, whole } of reasons) {
    const real = keepPath(ledger, input.tree, path, { rule: 'static', because })
    if (real === undefined) continue
    if (whole) keepWhole(input, ledger, real, 'static', because)
    else choosePackageOf(work, real, because)
    const loader = input.tree.facts(real).elf?.interpreter
    if (loader !== undefined)
      keepPath(ledger, input.tree, loader, { rule: 'kernel', because: `loader of ${real}` })
  }
}

/** Until nothing is added: targets of links, loaders and libraries of ELF files, and (safe) the packages of those. */
const completeLinksAndLibraries = (work: Work, trees: readonly KeptTree[]): void => {
  const { input, ledger } = work
  const libraries = createLibraries(input.tree, input.config)
  const unresolved = new Map<string, string>()
  const done = new Set<string>()
  const pruned = trees.flatMap(tree => tree.pruned)
  for (
    let pending = ledger.paths();
    pending.length > 0;
    pending = ledger.paths().filter(path => !done.has(path))
  ) {
    for (const path of pending) {
      done.add(path)
      completeLink(work, path, pruned)
      for (const { name, path: library } of libraries.needed(path)) {
        if (library === undefined) {
          if (!unresolved.has(name)) unresolved.set(name, path)
          continue
        }
        const because = `${path} needs ${name}`
        keepPath(ledger, input.tree, library, { rule: 'library', because })
        if (input.policy === 'safe') choosePackageOf(work, library, because)
      }
    }
  }
  // One that a program loads beforehand, by its own way, is found by its name alone: libjvm.so.
  const present = new Set(ledger.paths().map(nameOf))
  for (const [name, path] of unresolved) {
    if (!present.has(name)) work.unresolved.add(`${name}, which ${path} needs`)
  }
}

const completeLink = (work: Work, path: string, pruned: readonly { readonly path: string }[]): void => {
  const { input, ledger } = work
  const node = input.tree.get(path)
  if (node?.kind !== 'symlink' || input.policy === 'strict') return
  const target = resolvePath(input.tree, path, true)
  if (target.kind !== 'found' || isRuntimePlace(target.path)) return
  if (pruned.some(out => isWithin(target.path, out.path))) return
  keepPath(ledger, input.tree, path, { rule: 'link', because: `${path} leads here` })
}

const keepAncestors = ({ ledger }: Work): void => {
  for (const path of ledger.paths()) {
    for (const ancestor of ancestorsOf(path))
      ledger.add(ancestor, { rule: 'parent', because: `holds ${path}` })
  }
}

const finish = (
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
    packages: [...work.chosen].map(([owned, because]) => toKept(owned, because)).sort(byName),
    owners: ownersOf(work, kept),
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

const toKept = (owned: OwnedPackage, because: string): KeptPackage => ({
  manager: owned.manager,
  installed: owned.installed,
  paths: owned.paths,
  because,
})

const byName = (a: KeptPackage, b: KeptPackage): number => (a.installed.name < b.installed.name ? -1 : 1)
