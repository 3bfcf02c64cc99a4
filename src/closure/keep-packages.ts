import { resolvePath } from '../image/root/resolve.ts'
import { whyWithheld } from './package-parts.ts'
import { isRuntimePlace } from './places.ts'
import type { Work } from './work.ts'

/** Every package of which a file was opened, executed or configured. */
export const choosePackages = (work: Work, programs: readonly string[], loaders: readonly string[]): void => {
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

/** Keeps the package that owns a path, but for its documentation and for programs that nothing starts. */
export const choosePackageOf = (work: Work, path: string, because: string): void => {
  const real = resolvePath(work.input.tree, path, true)
  const owner = real.kind === 'found' ? work.ownership.owner(real.path) : undefined
  if (owner === undefined || work.chosen.has(owner)) return
  work.chosen.set(owner, because)
  for (const owned of owner.paths) {
    if (isRuntimePlace(owned)) continue
    const withheld = whyWithheld(work, owner, owned)
    if (withheld !== undefined) {
      work.withheld.set(owned, { owner, because: withheld })
      continue
    }
    work.ledger.add(owned, { rule: 'package', because: `package ${owner.installed.name}: ${because}` })
  }
}
