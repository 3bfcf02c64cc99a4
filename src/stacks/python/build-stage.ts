import type { AppFiles } from '../../app/app-files.ts'
import { cacheMountEdits } from '../../model/build-edits.ts'
import type { Stage, Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { isForLastStage } from '../../model/carry-over.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { isMounted, isUsedOtherwise } from '../../model/shared-cache.ts'
import { standsAt, type TextEdit } from '../../model/instruction-text.ts'
import type { PythonApp } from './python-app.ts'
import type { Installer, PythonCommand } from './python-commands.ts'
import { neededPip } from './needed-pip.ts'
import { standsAlone } from './requirements.ts'

/** What is done differently in the stage that installs. */
export interface BuildStageEdits {
  readonly edits: readonly TextEdit[]
  readonly before: ReadonlyMap<Step, readonly string[]>
  /** Instructions for the end of the stage. */
  readonly after: readonly string[]
  readonly drop: ReadonlySet<Step>
  readonly changes: readonly Change[]
}

const caches: Readonly<Record<Installer, string>> = {
  pip: '/root/.cache/pip',
  pipenv: '/root/.cache/pipenv',
  poetry: '/root/.cache/pypoetry',
  pdm: '/root/.cache/pdm',
  uv: '/root/.cache/uv',
}

/** Packages go into a virtual environment, downloads into a cache mount, manifests before sources. */
export function editBuildStage(app: AppFiles, python: PythonApp): BuildStageEdits {
  const installs = python.commands.filter(({ kind }) => kind === 'install')
  const [first] = installs
  if (!first) return { edits: [], before: new Map(), after: [], drop: new Set(), changes: [] }
  const venv = python.venv === undefined ? venvLines(installs) : []
  const system = systemFlagEdits(python, installs)
  const cached = cacheEdits(python, installs)
  const edits = [...cached.edits, ...system]
  const moved = manifestsFirst(app, python, first, venv)
  const before = moved?.before ?? new Map([[anchorOf(python, first), venv]])
  const pip = withoutPip(app, python, venv)
  return {
    edits: moved ? edits.filter(edit => !inside(first.step, edit)) : edits,
    before: pip.at === undefined ? before : joined(before, pip.at, pip.lines),
    after: pip.at === undefined ? pip.lines : [],
    drop: moved ? new Set([first.step]) : new Set(),
    changes: [...(moved?.changes ?? []), ...pip.changes, ...cached.changes],
  }
}

/**
 * Takes pip out of the environment that it filled: the base image has one already. After the last install, and before
 * what is copied next, so that an edit does not do it again.
 */
function withoutPip(app: AppFiles, python: PythonApp, venv: readonly string[]) {
  const { build, stage, shipped, commands } = python
  const none = { at: undefined, lines: [], changes: [] }
  if (!venv.some(line => /-m venv \/venv/.test(line)) || neededPip(app, python) !== undefined) return none
  const last = commands.findLast(each => each.kind === 'install' || each.kind === 'tool')
  if (last === undefined) return none
  const steps = shipped.flatMap(each => each.steps)
  const rest = steps.slice(steps.indexOf(last.step) + 1)
  const change: Change = {
    id: 'python-without-pip',
    title: 'Leave pip out of the virtual environment',
    because:
      'Nothing of the app calls it, and the image that ships has one of its own: it would be there twice.',
    evidence: [evidenceOf(build, last.step.instruction)],
    applicability: 'needs-verification',
  }
  const builds = rest.find(step => !isForLastStage(stage.steps)(step))
  return { at: builds, lines: ['RUN pip uninstall --yes pip'], changes: [change] }
}

/** Instructions in front of a step, after those that are there already. */
function joined(before: ReadonlyMap<Step, readonly string[]>, step: Step, lines: readonly string[]) {
  return new Map([...before, [step, [...(before.get(step) ?? []), ...lines]]])
}

/** The environment is made before the manifests are copied, so that their change does not make it again. */
function anchorOf(python: PythonApp, first: PythonCommand): Step {
  const { steps } = stageOf(python, first.step)
  let at = steps.indexOf(first.step)
  while (['COPY', 'ADD'].includes(steps[at - 1]?.instruction.name ?? '')) at--
  return steps[at] ?? first.step
}

/** The stage, of those that make up the image, that has a step. */
const stageOf = ({ shipped, stage }: PythonApp, step: Step): Stage =>
  shipped.find(({ steps }) => steps.includes(step)) ?? stage

const inside = ({ instruction }: Step, { start, end }: TextEdit) =>
  start >= instruction.range.start.offset && end <= instruction.range.end.offset

/** pipenv, poetry, pdm and uv install into the environment that is active; then pip, outside of it, installs them. */
function venvLines(installs: readonly PythonCommand[]): readonly string[] {
  const pip = installs.some(({ installer }) => installer === 'pip')
  const uv = installs.some(({ words }) => words[0] === 'uv' && words.includes('sync'))
  const active = pip && installs.every(({ installer }) => installer === 'pip') ? '' : 'VIRTUAL_ENV=/venv '
  const project = uv ? 'UV_PROJECT_ENVIRONMENT=/venv ' : ''
  return [
    `RUN python -m venv ${pip ? '' : '--without-pip '}/venv`,
    `ENV ${active}${project}PATH=/venv/bin:$PATH`,
  ]
}

/** `uv pip install --system` would pass by the environment. */
function systemFlagEdits({ build }: PythonApp, installs: readonly PythonCommand[]): readonly TextEdit[] {
  return installs.flatMap(({ command }) => flagEdits(build.document, command, /^--system$/))
}

function flagEdits(
  document: PythonApp['build']['document'],
  command: PythonCommand['command'],
  pattern: RegExp,
): readonly TextEdit[] {
  return command.words.flatMap((word, index) => {
    const before = command.words[index - 1]
    if (!before || !pattern.test(word.value ?? '') || !standsAt(document, word.range, word.raw)) return []
    return [{ start: before.range.end.offset, end: word.range.end.offset, text: '' }]
  })
}

const noCache = /^--no-cache(?:-dir)?$/

function cacheEdits({ build, stage }: PythonApp, installs: readonly PythonCommand[]) {
  const wanted = installs.filter(({ step, installer }) => {
    const off = [
      'PIP_NO_CACHE_DIR',
      'UV_NO_CACHE',
      'POETRY_CACHE_DIR',
      'PIP_CACHE_DIR',
      'PIPENV_CACHE_DIR',
      'UV_CACHE_DIR',
    ]
    if (installer === undefined || off.some(name => step.variables.has(name))) return false
    if (step.script?.commands.some(each => each.words.some(word => /\.cache|purge/.test(word.raw))))
      return false
    const folder = caches[installer]
    return !isMounted(step, folder) && !isUsedOtherwise(build, stage, folder)
  })
  const steps = [...new Set(wanted.map(({ step }) => step))]
  const edits = steps.flatMap(step => {
    const own = wanted.filter(each => each.step === step)
    const targets = [...new Set(own.flatMap(({ installer }) => (installer ? [caches[installer]] : [])))]
    return [
      ...cacheMountEdits(build.document, step, targets),
      ...own.flatMap(({ command }) => flagEdits(build.document, command, noCache)),
    ]
  })
  const [step] = steps
  const change: Change = {
    id: 'python-cache',
    title: 'Keep what is downloaded between builds',
    because:
      'After a change of one dependency the others are neither downloaded nor built again, and the downloads are in no layer.',
    evidence: step ? [evidenceOf(build, step.instruction)] : [],
    applicability: 'safe',
  }
  return { edits, changes: step ? [change] : [] }
}

/** A COPY of the sources in front of `pip install -r` would make every edit install again. */
function manifestsFirst(app: AppFiles, python: PythonApp, first: PythonCommand, venv: readonly string[]) {
  const { build, copied } = python
  const { step, words } = first
  const stage = stageOf(python, step)
  const alone = step.script?.commands.length === 1 && step.instruction.flags.length === 0
  const list = words.flatMap((word, index) => (words[index - 1] === '-r' ? [word] : []))
  const operands = words.filter(word => !word.startsWith('-') && !list.includes(word))
  const plain =
    operands.join(' ').replace(/^python3? /, '') === 'pip install' || operands.join(' ') === 'pip3 install'
  const [name] = list
  if (!alone || !plain || list.length !== 1 || name === undefined || name.includes('$')) return undefined
  const container = `${step.workdir.replace(/\/$/, '')}/${name.replace(/^\.\//, '')}`
  const file = copied.find(each => each.container === container)
  const more = copied.some(each => each.step === file?.step && each !== file)
  const early =
    file && stage.steps.includes(file.step) && stage.steps.indexOf(file.step) < stage.steps.indexOf(step)
  if (!file || !more || !early || file.context !== name.replace(/^\.\//, '')) return undefined
  if (!standsAlone(app, file.context) || file.step.workdir !== step.workdir) return undefined
  const other = stage.steps.slice(stage.steps.indexOf(file.step) + 1, stage.steps.indexOf(step))
  if (other.some(({ instruction }) => ['ENV', 'ARG', 'RUN', 'SHELL', 'USER'].includes(instruction.name)))
    return undefined
  const target = name.includes('/') ? `./${name.replace(/^\.\//, '').replace(/[^/]*$/, '')}` : './'
  const off = step.variables.has('PIP_NO_CACHE_DIR') || isUsedOtherwise(build, stage, caches.pip)
  const command = words.filter(word => off || !noCache.test(word)).join(' ')
  const mount = off ? '' : `--mount=type=cache,target=${caches.pip} \\\n    `
  const change: Change = {
    id: 'python-manifests-first',
    title: 'Install packages before the sources are copied',
    because: 'An edit of a source file then installs nothing again.',
    evidence: [evidenceOf(build, file.step.instruction), evidenceOf(build, step.instruction)],
    applicability: 'safe',
  }
  const lines = [...venv, `COPY ${file.context} ${target}`, `RUN ${mount}${command}`]
  return { before: new Map([[file.step, lines]]), changes: [change] }
}
