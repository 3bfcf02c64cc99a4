import { isWithin, nameOf } from '../image/root/image-tree.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { KeptTree } from './closure.ts'
import { choosePackageOf } from './keep-packages.ts'
import { createLibraries } from './libraries.ts'
import { isRuntimePlace } from './places.ts'
import { keepPath } from './strict.ts'
import type { Work } from './work.ts'

/** Until nothing is added: targets of links, loaders and libraries of ELF files, and (safe) the packages of those. */
export const completeLinksAndLibraries = (work: Work, trees: readonly KeptTree[]): void => {
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
      const loader = input.tree.facts(path).elf?.interpreter
      if (loader !== undefined)
        keepPath(ledger, input.tree, loader, { rule: 'kernel', because: `loader of ${path}` })
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
