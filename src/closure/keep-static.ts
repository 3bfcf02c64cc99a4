import { resolvePath } from '../image/root/resolve.ts'
import type { KeptTree } from './closure.ts'
import { choosePackageOf } from './keep-packages.ts'
import { isCommand } from './places.ts'
import { staticReasons } from './static-reasons.ts'
import { keepPath } from './strict.ts'
import { keepWhole, type Work } from './work.ts'

/** What code and configuration ask for, whatever was traced. */
export const keepStatic = (work: Work, trees: readonly KeptTree[], programs: readonly string[]): void => {
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
    executed: new Set(
      [...programs, ...input.trace.executed.map(({ path }) => path)].map(
        path => resolvePath(input.tree, path, true).path,
      ),
    ),
  })
  for (const { path, because, whole } of reasons) {
    const real = keepPath(ledger, input.tree, path, { rule: 'static', because })
    if (real === undefined) continue
    if (whole) keepWhole(input, ledger, real, 'static', because)
    else {
      const owner = work.ownership.owner(real)
      if (owner !== undefined && isCommand(real)) work.named.add(owner)
      choosePackageOf(work, real, because)
    }
    const loader = input.tree.facts(real).elf?.interpreter
    if (loader !== undefined)
      keepPath(ledger, input.tree, loader, { rule: 'kernel', because: `loader of ${real}` })
  }
}
