import type { AppFiles } from '../../app/app-files.ts'
import type { Change, Evidence } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import type { PythonApp } from './python-app.ts'
import { librariesOf, pythonDependencies } from './requirements.ts'
import { startedPrograms } from './started-programs.ts'
import { atRunTime } from '../../model/system-packages.ts'

/** The system's packages that the last stage installs. */
export interface RuntimePackages {
  readonly names: readonly string[]
  /** What the author installs and only the build needs. */
  readonly dropped: readonly string[]
  readonly changes: readonly Change[]
}

/** The author's own packages without compilers, and what the full image brought; a string says what is not known. */
export function runtimePackages(
  app: AppFiles,
  python: PythonApp,
  tools: readonly string[],
): RuntimePackages | string {
  const { base, installs } = python
  const removed = new Set(
    python.commands
      .filter(({ words }) => words[0] === 'apk' && words.includes('del'))
      .flatMap(({ words }) => words),
  )
  const lasting = installs.filter(({ virtual }) => virtual === undefined || !removed.has(virtual))
  const own = lasting.flatMap(({ packages }) => packages)
  const kept = own.flatMap(name => atRunTime(name, base.family))
  const brought = base.full ? broughtByImage(app, python) : []
  if (typeof brought === 'string') return brought
  const extra = [
    ...brought.map(({ name }) => name),
    ...(base.full ? tools.map(tool => (tool === 'nc' ? 'netcat-openbsd' : tool)) : []),
  ]
  const dropped = own.filter(name => !kept.includes(name))
  return {
    names: [...new Set([...kept, ...extra])],
    dropped,
    changes: changesFor(python, dropped, brought),
  }
}

type Brought = readonly { readonly name: string; readonly evidence: Evidence }[]

/** What the app uses of the full image and would not find in the slim one. */
function broughtByImage(app: AppFiles, { copied }: PythonApp): Brought | string {
  const programs = startedPrograms(app, copied)
  const libraries = librariesOf(pythonDependencies(app))
  const unclear = programs.unclear ?? ('file' in libraries ? libraries : undefined)
  if (unclear)
    return `${unclear.file}:${unclear.range?.start.line ?? 1} ${unclear.fact}: what the slim image would lack is not known`
  return [...programs.packages, ...('file' in libraries ? [] : libraries)]
}

function changesFor(
  { build, commands }: PythonApp,
  dropped: readonly string[],
  brought: Brought,
): readonly Change[] {
  const install = commands.find(({ kind }) => kind === 'system')
  const leave: Change = {
    id: 'python-build-packages',
    title: `Leave ${dropped.join(', ')} in the build stage`,
    because: 'Compilers and headers are for the build; the libraries that belong to known headers are kept.',
    evidence: install ? [evidenceOf(build, install.step.instruction)] : [],
    applicability: 'needs-verification',
  }
  const keep = brought.map(
    ({ name, evidence }): Change => ({
      id: 'python-runtime-packages',
      title: `Install ${name} in the last stage`,
      because: 'The full image has it and the slim one has not.',
      evidence: [evidence],
      applicability: 'needs-verification',
    }),
  )
  return [...(dropped.length > 0 ? [leave] : []), ...keep]
}
