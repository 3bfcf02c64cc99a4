import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { copiedFiles } from '../../model/context-copies.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { GoApp } from './go-app.ts'

/**
 * Downloads the modules in a layer of their own, before the sources are copied, so that an edit does not fetch them
 * again, not even on a machine whose cache mounts are empty. Nothing to do where the program has no modules, where
 * they are vendored, or where the author does it already.
 */
export function modulesFirst(
  app: AppFiles,
  go: GoApp,
): { readonly before: ReadonlyMap<Step, readonly string[]>; readonly changes: readonly Change[] } {
  const none = { before: new Map<Step, readonly string[]>(), changes: [] }
  const { stage, step: builds } = go.command
  if (go.workspace !== undefined || preparesAccess(builds)) return none
  const folder = posix.dirname(go.mod.path)
  const vendored = app.list().some(path => path === posix.join(folder, 'vendor/modules.txt'))
  if (go.mod.requires.length === 0 || go.mod.localReplaces.length > 0 || vendored) return none
  const downloads = stage.steps.some(step =>
    step.script?.commands.some(
      ({ words }) => words[0]?.value === 'go' && words[1]?.value === 'mod' && words[2]?.value === 'download',
    ),
  )
  if (downloads) return none
  const files = copiedFiles(app, stage.steps, go.build.document.file)
  const manifest = files.find(file => file.context === go.mod.path)
  const source = files.find(file => file.step === manifest?.step && file.context.endsWith('.go'))
  if (!manifest || !source) return none
  const copied = [go.mod.path, posix.join(folder, 'go.sum')].filter(path =>
    files.some(file => file.context === path),
  )
  const destination = posix.dirname(manifest.container)
  const here = destination === manifest.step.workdir
  const lines = [
    `COPY ${copied.join(' ')} ${here ? './' : `${destination}/`}`,
    `RUN ${accessMounts(builds)}go mod download${here ? '' : ` -C ${destination}`}`,
  ]
  const change: Change = {
    id: 'go-modules-first',
    title: 'Download the modules before the sources are copied',
    because: 'An edit of a source file then fetches no module again.',
    evidence: [
      evidenceOf(go.build, manifest.step.instruction),
      { file: go.mod.path, range: go.mod.moduleRange, fact: `${go.mod.requires.length} modules required` },
    ],
    applicability: 'safe',
  }
  return { before: new Map([[manifest.step, lines]]), changes: [change] }
}

/** The secrets and SSH agents with which the author reaches private modules. */
function accessMounts({ instruction }: Step): string {
  return instruction.flags
    .filter(({ name, value }) => name === 'mount' && /(?:^|,)type=(?:secret|ssh)(?:,|$)/.test(value ?? ''))
    .map(({ value }) => `--mount=${value ?? ''} `)
    .join('')
}

/** True where the RUN that builds first says how private modules are reached: a download before it would not know. */
const preparesAccess = ({ script }: Step): boolean =>
  script?.commands.some(({ words }) =>
    /^(?:git|ssh-keyscan|echo|printf|cat|cp)$/.test(words[0]?.value ?? ''),
  ) ?? false
