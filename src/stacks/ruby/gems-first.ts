import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { instructionText } from '../../model/instruction-text.ts'
import { gemHome, type RubyApp } from './ruby-app.ts'

export interface InstallEdits {
  readonly before: ReadonlyMap<Step, readonly string[]>
  readonly drop: ReadonlySet<Step>
  readonly changes: readonly Change[]
}

/** Whether a Gemfile reads other files of the folder while the gems are installed. */
export const readsMore = (gemfile: string): boolean =>
  /\bpath:|:path\s*=>|^\s*path\s|\bgemspec\b|\beval_gemfile\b|\brequire_relative\b|File\./m.test(gemfile)

/**
 * A COPY of the sources in front of `bundle install` would make every edit install again: the manifests are copied and
 * the RUN moved in front of it. Not where the Gemfile reads more of the folder.
 */
export function gemsFirst(app: AppFiles, { build, stage, commands, copied, folder }: RubyApp): InstallEdits {
  const none = { before: new Map(), drop: new Set<Step>(), changes: [] }
  const first = commands.find(({ kind }) => kind === 'install')
  if (!first) return none
  const alone = commands
    .filter(({ step }) => step === first.step)
    .every(({ kind }) => kind === 'install' || kind === 'tool')
  const names = ['Gemfile', 'Gemfile.lock', '.ruby-version'].map(name => posix.join(folder, name))
  const files = names.flatMap(name => copied.find(each => each.context === name) ?? [])
  const [gemfile] = files
  const step = gemfile?.step
  const text = app.read(gemfile?.context ?? '') ?? ''
  const together = files.every(each => each.step === step && posix.dirname(each.container) === first.cwd)
  const more = copied.some(each => each.step === step && !names.includes(each.context))
  if (!alone || !step || !together || !more || readsMore(text) || step.workdir !== first.cwd) return none
  const from = stage.steps.indexOf(step)
  const to = stage.steps.indexOf(first.step)
  const between = stage.steps.slice(from + 1, to)
  if (to < from || between.some(({ instruction }) => !['COPY', 'EXPOSE', 'LABEL'].includes(instruction.name)))
    return none
  const wanted = files.filter(
    each => posix.basename(each.context) !== '.ruby-version' || text.includes('.ruby-version'),
  )
  const lines = [
    `COPY ${wanted.map(each => each.context).join(' ')} ./`,
    instructionText(build.document, first.step.instruction),
  ]
  const change: Change = {
    id: 'ruby-manifests-first',
    title: 'Install the gems before the sources are copied',
    because: 'An edit of a source file then installs nothing again.',
    evidence: [evidenceOf(build, step.instruction), evidenceOf(build, first.step.instruction)],
    applicability: 'safe',
  }
  return { before: new Map([[step, lines]]), drop: new Set([first.step]), changes: [change] }
}

/** What the gems were unpacked from. */
export const cleanGems = `RUN rm -rf ${gemHome}/cache`
