import { isWithin, joinPath, nameOf, parentOf } from '../image/root/image-tree.ts'
import { pathsBelow } from '../image/root/read-tree.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { KeptTree } from './closure.ts'
import { isRuntimePlace } from './places.ts'
import { keepPath } from './strict.ts'
import { findTrees } from './trees.ts'
import type { Work } from './work.ts'

/** The app's own trees, but for what is pruned in them, and single files that the Dockerfile copied. */
export const keepTrees = ({ input, ledger, ownership }: Work): readonly KeptTree[] => {
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
export const keepRecorded = ({ input, ledger }: Work, trees: readonly KeptTree[]): void => {
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
