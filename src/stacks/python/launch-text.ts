import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { tomlEntries } from '../../app/toml-entries.ts'
import type { Step } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { execText } from '../../model/exec-text.ts'
import type { PythonApp } from './python-app.ts'

/** ENTRYPOINT and CMD for the last stage. */
export interface LaunchText {
  readonly instead: ReadonlyMap<Step, string>
  readonly changes: readonly Change[]
}

const runner = /^(?:pipenv|poetry|pdm|uv)$/

/** Exec form where the command is plain, without `poetry run` before it; a string says what the last stage would lack. */
export function launchText(app: AppFiles, { build, launch, copied }: PythonApp): LaunchText | string {
  if (launch.kind === 'script') {
    const tool = /\b(?:poetry|pdm|uv|pipenv|pip3?|conda)\s/.exec(launch.script)
    const place = /\/usr\/local\/bin\/\w+/.exec(launch.script)
    if (tool ?? place) return `what starts needs ${(tool ?? place)?.[0].trim() ?? ''}: ${launch.script}`
    return { instead: new Map(), changes: [] }
  }
  const { argv, fixed, steps } = launch
  const wrapped = runner.test(argv[0] ?? '')
  const skip = wrapped ? 2 : 0
  if (wrapped && (argv[1] !== 'run' || (argv[2] ?? '-').startsWith('-') || (fixed > 0 && fixed < 3)))
    return `what starts needs ${argv[0] ?? ''}: ${argv.join(' ')}`
  const program = argv[skip] ?? ''
  const more = argv[0] === 'pipenv' ? pipenvAdds(app, copied, program) : undefined
  if (more !== undefined) return `what starts needs pipenv, which ${more}: ${argv.join(' ')}`
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
  const [step] = [...instead.keys()]
  if (!step) return { instead, changes: [] }
  const because = wrapped
    ? `The packages are in the PATH, so ${argv[0] ?? ''} need not be there to start the program, and the program gets the signals itself.`
    : 'The program becomes process 1 and gets the signals itself.'
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

/** `pipenv run` reads `.env` and the scripts of the Pipfile. Source: pipenv.pypa.io, Environment and Shell Configuration. */
function pipenvAdds(app: AppFiles, copied: PythonApp['copied'], program: string): string | undefined {
  const settings = copied.find(({ context }) => posix.basename(context) === '.env')
  if (settings) return `sets what ${settings.context} says`
  const scripts = copied
    .filter(({ context }) => posix.basename(context) === 'Pipfile')
    .flatMap(({ context }) => tomlEntries(app.read(context) ?? ''))
  return scripts.some(({ table, key }) => table === 'scripts' && key === program)
    ? `runs a script of the Pipfile`
    : undefined
}
