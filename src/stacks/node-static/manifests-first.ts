import type { AppFiles } from '../../app/app-files.ts'
import { runsAsRoot } from '../../model/build-edits.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { TextEdit } from '../../model/instruction-text.ts'
import { shippedStages } from '../../model/launch.ts'
import { isUsedOtherwise } from '../../model/shared-cache.ts'
import type { NodeCommand } from './node-commands.ts'
import { installManifests, managerNamed, needsSources } from './package-manager.ts'
import type { StaticSite } from './static-site.ts'

/** A COPY of the sources in front of the install would make every edit install again. */
export function manifestsFirst(app: AppFiles, site: StaticSite, development: readonly TextEdit[]) {
  const none = {
    edits: [] as readonly TextEdit[],
    swallowed: [] as readonly TextEdit[],
    drop: new Set<Step>(),
    before: new Map<Step, readonly string[]>(),
    changes: [] as readonly Change[],
  }
  const install = site.commands.find(each => each.kind === 'install')
  if (!install || needsSources(app, site.manifest) !== undefined) return none
  const manifests = installManifests(app, site.manifest)
  const steps = site.stage.steps
  const early = site.copied.filter(file => steps.indexOf(file.step) < steps.indexOf(install.step))
  const withManifest = new Set(
    early.filter(file => file.context === site.manifest.path).map(file => file.step),
  )
  const copiesSources = early.find(file => withManifest.has(file.step) && !manifests.includes(file.context))
  const cut = copiesSources && cutInstall(install)
  if (!copiesSources || !cut) return none
  const copied = manifests.filter(path => site.copied.some(file => file.context === path))
  const here = site.folder === copiesSources.step.workdir
  if (!here) return none
  const { text } = site.build.document
  const words = install.command.words
  const start = words[0]?.range.start.offset ?? 0
  const end = words.at(-1)?.range.end.offset ?? 0
  const command = development
    .filter(edit => edit.start >= start && edit.end <= end)
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (done, edit) => done.slice(0, edit.start - start) + edit.text + done.slice(edit.end - start),
      text.slice(start, end),
    )
  const cache = managerNamed(site.manager).cache
  const mounts =
    cache !== undefined &&
    installsAsRoot(site, install.step) &&
    !isUsedOtherwise(site.build, site.stage, cache)
  const mount = mounts ? `--mount=type=cache,target=${cache} ` : ''
  const change: Change = {
    id: 'node-manifests-first',
    title: 'Install packages before the sources are copied',
    because: 'An edit of a source file then installs nothing again.',
    evidence: [
      evidenceOf(site.build, copiesSources.step.instruction),
      evidenceOf(site.build, install.step.instruction),
    ],
    applicability: 'safe',
  }
  return {
    edits: cut.edits,
    swallowed: cut.edits,
    drop: cut.whole ? new Set([install.step]) : none.drop,
    before: new Map([
      [copiesSources.step, [`COPY ${copied.join(' ')} ./`, `RUN ${mount}${command.replace(/\s+/g, ' ')}`]],
    ]),
    changes: [change],
  }
}

/** Takes an install out of its RUN: the whole RUN, or the first or last of a chain joined by `&&`. */
function cutInstall({
  step,
  command,
  index,
}: NodeCommand): { whole: boolean; edits: readonly TextEdit[] } | undefined {
  const { script } = step
  if (!script?.plain) return undefined
  if (script.commands.length === 1) return { whole: true, edits: [] }
  const next = script.commands[index + 1]
  if (index > 0 || next?.joinedBy !== '&&') return undefined
  return {
    whole: false,
    edits: [{ start: command.range.start.offset, end: next.range.start.offset, text: '' }],
  }
}

/** A stage that shipped loses its USER, which is about the running site: then root installs. */
export function installsAsRoot(site: StaticSite, step: Step): boolean {
  return runsAsRoot(step) || shippedStages(site.build).includes(site.stage)
}
