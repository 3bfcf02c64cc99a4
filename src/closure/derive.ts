import type { Closure, ClosureInput } from './closure.ts'
import { completeLinksAndLibraries } from './complete.ts'
import { choosePackages } from './keep-packages.ts'
import { keepStatic } from './keep-static.ts'
import { keepRecorded, keepTrees } from './keep-trees.ts'
import { createLedger } from './ledger.ts'
import { releaseWithheld, startedPackages } from './package-parts.ts'
import { isCommand } from './places.ts'
import { readOwnership } from './ownership.ts'
import { keepCompiledPython, keepConfigured, keepKernelOpened, keepPath, keepTraced } from './strict.ts'
import { findTrees } from './trees.ts'
import { keepAncestors, keepWhole, type Work } from './work.ts'
import { summarise } from './summary.ts'

/**
 * What the last stage has to hold: from what was traced, by the policy, with a reason for each path. Pure: the same
 * image, trace and policy give the same closure.
 */
export const deriveClosure = (input: ClosureInput): Closure => {
  const { tree, policy } = input
  const ledger = createLedger()
  const ownership = readOwnership(tree, input.packages)
  const negative = keepTraced(ledger, tree, input.trace)
  const programs = keepConfigured(ledger, tree, input.config)
  const executed = input.trace.executed.map(({ path }) => path)
  const loaders = keepKernelOpened(ledger, tree, [...executed, ...programs])
  const work: Work = {
    input,
    ledger,
    ownership,
    chosen: new Map(),
    started: startedPackages(input, ownership, [...executed, ...programs, ...loaders.filter(isCommand)]),
    named: new Set(),
    withheld: new Map(),
    unresolved: new Set(),
    notes: new Set(input.packages.unread.map(({ manager, reason }) => `${manager}: ${reason}`)),
  }
  keepAncestors(work)
  const strict = new Set(ledger.paths())
  keepRequested(work)
  keepMetadata(work)
  const trees = policy === 'safe' ? keepTrees(work) : []
  const appTrees = policy === 'safe' ? trees : findTrees(input, work.ownership)
  if (policy === 'safe') {
    choosePackages(work, programs, loaders)
    keepStatic(work, trees, programs)
    keepRecorded(work, trees)
    keepCompiledPython(ledger, tree)
  }
  completeLinksAndLibraries(work, trees)
  if (releaseWithheld(work)) completeLinksAndLibraries(work, trees)
  keepAncestors(work)
  return summarise(work, strict, negative, trees, appTrees)
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
