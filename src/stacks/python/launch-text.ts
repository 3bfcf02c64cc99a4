import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { tomlEntries } from '../../app/toml-entries.ts'
import type { BuildModel, Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { execText } from '../../model/exec-text.ts'
import { commentsAbove } from '../../model/instruction-text.ts'
import type { Launch } from '../../model/launch.ts'
import type { PythonApp } from './python-app.ts'

/** ENTRYPOINT and CMD for the last stage. */
export interface LaunchText {
  readonly instead: ReadonlyMap<Step, string>
  readonly changes: readonly Change[]
}

const runner = /^(?:pipenv|poetry|pdm|uv)$/
/** Switches of `uv run` that say no more than how to bring the packages up to date. Source: `uv run --help`. */
const syncing =
  /^(?:--(?:no-sync|frozen|locked|offline|no-progress|quiet|no-dev|no-default-groups|all-extras|all-groups)|-q)$/

/** Exec form where the command is plain, without `poetry run` before it; a string says what the last stage would lack. */
export function launchText(app: AppFiles, python: PythonApp): LaunchText | string {
  const { build, launch, copied } = python
  if (launch.kind === 'script') return scriptWithoutRunner(app, python, launch)
  const { argv, fixed, steps } = launch
  const skip = runnerWords(argv)
  const wrapped = skip > 0
  if ((runner.test(argv[0] ?? '') && !wrapped) || (wrapped && fixed > 0 && fixed <= skip))
    return `what starts needs ${argv[0] ?? ''}: ${argv.join(' ')}`
  const program = argv[skip] ?? ''
  const more = wrapped ? runnerAdds(app, copied, [argv[0], program]) : undefined
  if (more !== undefined) return `what starts needs ${argv[0] ?? ''}, which ${more}: ${argv.join(' ')}`
  if (/^(?:pip3?|pipenv|conda|poetry|pdm|uv)$/.test(program) || /^\/usr\/(?:local\/)?bin\//.test(program))
    return `what starts is ${program}, which the virtual environment does not have`
  const instead = new Map<Step, string>()
  for (const step of steps) {
    const { instruction } = step
    if (instruction.name !== 'CMD' && instruction.name !== 'ENTRYPOINT') continue
    const first = step === steps[0]
    if (instruction.command.form === 'exec' && !(first && wrapped)) continue
    const part =
      steps.length === 1 ? argv : instruction.name === 'ENTRYPOINT' ? argv.slice(0, fixed) : argv.slice(fixed)
    instead.set(step, execText(build, step, instruction.name, first ? part.slice(skip) : part))
  }
  const because = wrapped
    ? `The packages are in the PATH, so ${argv[0] ?? ''} need not be there to start the program, and the program gets the signals itself.`
    : 'The program becomes process 1 and gets the signals itself.'
  return launchWith(build, instead, program, because)
}

/** How many words `poetry run` and its like take; 0 where the command is none, or asks more of it than to start. */
function runnerWords(words: readonly (string | undefined)[]): number {
  if (!runner.test(words[0] ?? '') || words[1] !== 'run') return 0
  const rest = words.slice(2)
  const switches = words[0] === 'uv' ? rest.findIndex(word => !syncing.test(word ?? '')) : 0
  return rest[switches]?.startsWith('-') === false ? 2 + switches : 0
}

/** `poetry run` and its like taken out of a script, wherever a command begins with it. */
function scriptWithoutRunner(
  app: AppFiles,
  { build, copied }: PythonApp,
  { script, steps }: Extract<Launch, { kind: 'script' }>,
): LaunchText | string {
  const instead = new Map<Step, string>()
  let tool: string | undefined
  for (const step of steps) {
    const pieces = (step.script?.commands ?? []).flatMap(({ words }) => {
      const own = words[0]?.value === 'exec' ? words.slice(1) : words
      const [first, next] = [own[0], own[runnerWords(own.map(({ value }) => value))]]
      return first === undefined || next === undefined || first === next ? [] : [{ first, next }]
    })
    for (const { first, next } of pieces) {
      const more = runnerAdds(app, copied, [first.value, next.value])
      if (more !== undefined) return `what starts needs ${first.value ?? ''}, which ${more}: ${script}`
    }
    if (pieces.length === 0) continue
    tool ??= pieces[0]?.first.value
    const cuts = pieces.map(({ first, next }) => ({
      from: first.range.start.offset,
      to: next.range.start.offset,
    }))
    instead.set(step, textWithout(build, step, cuts))
  }
  const left = instead.size === 0 ? script : [...instead.values()].join('\n')
  const lacking = /\b(?:poetry|pdm|uv|pipenv|pip3?|conda)\s/.exec(left) ?? /\/usr\/local\/bin\/\w+/.exec(left)
  if (lacking) return `what starts needs ${lacking[0].trim()}: ${script}`
  const because = `The packages are in the PATH, so ${tool ?? ''} need not be there to start the programs.`
  return launchWith(build, instead, 'the programs', because)
}

function textWithout(
  { document }: BuildModel,
  { instruction }: Step,
  cuts: readonly { readonly from: number; readonly to: number }[],
): string {
  const ends = [instruction.range.start.offset, ...cuts.map(({ to }) => to)]
  const starts = [...cuts.map(({ from }) => from), instruction.range.end.offset]
  const kept = ends.map((end, at) => document.text.slice(end, starts[at])).join('')
  return [...commentsAbove(document, instruction), kept].join('\n')
}

function launchWith(
  build: BuildModel,
  instead: ReadonlyMap<Step, string>,
  program: string,
  because: string,
): LaunchText {
  const [step] = [...instead.keys()]
  if (!step) return { instead, changes: [] }
  return {
    instead,
    changes: [
      {
        id: 'exec-form',
        title: `Start ${program} directly`,
        because,
        evidence: [evidenceOf(build, step.instruction)],
        applicability: 'needs-verification',
      },
    ],
  }
}

/**
 * What a runner does beside starting a program of the environment; undefined where it does nothing more. Sources:
 * pipenv.pypa.io, Environment and Shell Configuration; pdm-project.org, PDM Scripts.
 */
function runnerAdds(
  app: AppFiles,
  copied: PythonApp['copied'],
  [tool, program]: readonly [string | undefined, string | undefined],
): string | undefined {
  const settings = copied.find(({ context }) => posix.basename(context) === '.env')
  if (tool === 'pipenv' && settings) return `sets what ${settings.context} says`
  const own = tool === undefined ? undefined : ownScripts[tool]
  const named = copied
    .filter(({ context }) => posix.basename(context) === own?.file)
    .flatMap(({ context }) => tomlEntries(app.read(context) ?? ''))
    .some(({ table, key }) => table === own?.table && key === program)
  return named ? `runs a script that ${own?.file ?? ''} names` : undefined
}

/** Where a runner has names of its own for commands. */
const ownScripts: Readonly<Record<string, { readonly file: string; readonly table: string }>> = {
  pipenv: { file: 'Pipfile', table: 'scripts' },
  pdm: { file: 'pyproject.toml', table: 'tool.pdm.scripts' },
}
