import { posix } from 'node:path'
import { cacheMountEdits, runsAsRoot } from '../../model/build-edits.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { TextEdit } from '../../model/instruction-text.ts'
import type { Framework } from './framework-facts.ts'
import type { StaticSite } from './static-site.ts'

/** The flag that keeps what the build compiled, ending in a blank; empty where the framework keeps nothing. */
export function buildCacheFlag(framework: Framework, folder: string): string {
  const cache = framework.buildCache
  return cache === undefined ? '' : `--mount=type=cache,target=${posix.resolve(folder, cache)} `
}

/** Puts what the framework compiled into a cache mount on the author's own build; `moved`: its install goes elsewhere. */
export function buildCacheEdits(
  site: StaticSite,
  moved: boolean,
): { readonly edits: readonly TextEdit[]; readonly changes: readonly Change[] } {
  const { buildCache } = site.framework
  const build = site.commands.findLast(each => each.kind === 'build')
  const none = { edits: [], changes: [] }
  if (buildCache === undefined || !build || !runsAsRoot(build.step)) return none
  // An install in the same RUN removes node_modules, which it cannot while something is mounted there.
  const installs = site.commands.some(each => each.kind === 'install' && each.step === build.step)
  if (installs && !moved) return none
  const target = posix.resolve(site.folder, buildCache)
  const edits = cacheMountEdits(site.build.document, build.step, [target])
  return edits.length === 0 ? none : { edits, changes: [cacheChange(site, build.step)] }
}

export function cacheChange(site: StaticSite, step?: Step): Change {
  const { framework, build } = site
  return {
    id: 'node-build-cache',
    title: `Keep what ${framework.title} compiled between builds`,
    because: `${framework.title} keeps modules that did not change in ${framework.buildCache}; without a mount each build compiles all of them.`,
    evidence: [framework.evidence, ...(step ? [evidenceOf(build, step.instruction)] : [])],
    applicability: 'safe',
  }
}
