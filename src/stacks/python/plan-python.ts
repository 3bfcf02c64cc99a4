import type { AppFiles } from '../../app/app-files.ts'
import { carryOver, isForLastStage } from '../../model/carry-over.ts'
import type { Change } from '../../model/change.ts'
import { evidenceOf } from '../../model/evidence-of.ts'
import { instructionText } from '../../model/instruction-text.ts'
import { keepHealthcheck } from '../../model/keep-healthcheck.ts'
import { readsGit } from '../../model/reads-git.ts'
import { freeStageName, stageLines } from '../../model/stage-lines.ts'
import type { NeededFile, Plan } from '../../model/stack-facts.ts'
import { editBuildStage } from './build-stage.ts'
import { launchText } from './launch-text.ts'
import { liesIn, ownedPaths, type PythonApp } from './python-app.ts'
import { type RuntimePackages, runtimePackages } from './runtime-packages.ts'
import { installText } from '../../model/system-packages.ts'
import { lean } from '../../model/lean.ts'

const buildOnly = new Set(
  'PIP_NO_CACHE_DIR,PIP_DISABLE_PIP_VERSION_CHECK,PIP_DEFAULT_TIMEOUT,PIP_INDEX_URL,PIP_EXTRA_INDEX_URL,PIP_ROOT_USER_ACTION,PIP_VERSION,PIPENV_VENV_IN_PROJECT,PIPENV_CACHE_DIR,PIPENV_VERBOSITY,POETRY_VERSION,POETRY_HOME,POETRY_NO_INTERACTION,POETRY_VIRTUALENVS_CREATE,POETRY_VIRTUALENVS_IN_PROJECT,POETRY_CACHE_DIR,UV_COMPILE_BYTECODE,UV_LINK_MODE,UV_PYTHON_DOWNLOADS,UV_CACHE_DIR,UV_NO_CACHE,PDM_CHECK_UPDATE,DEBIAN_FRONTEND'.split(
    ',',
  ),
)

/** The way to ship a Python app: packages installed in a stage of their own, the environment copied whole. */
export function planPython(app: AppFiles, python: PythonApp, always = false): Plan | string {
  const { build, base, stage, shipped } = python
  const health = keepHealthcheck(build, () => false)
  const packages = runtimePackages(app, python, health.tools)
  if (typeof packages === 'string') return packages
  const gain = gainOf(python, packages)
  if (gain === undefined && !always)
    return lean.slim(base.reference, 'neither compilers nor downloads are left in it')
  const launch = launchText(app, python)
  if (typeof launch === 'string') return launch
  const edits = editBuildStage(app, python)
  const name = stage.name ?? freeStageName(build, 'build')
  const carried = carryOver(build, { buildOnly, instead: launch.instead })
  const recommends = python.installs.some(each => each.recommends)
  return {
    id: '',
    title: 'the virtual environment on a slim Python',
    buildStages: build.stages.map(each => ({
      lines:
        each === stage
          ? stageLines(build, each, {
              name,
              edits: edits.edits,
              before: edits.before,
              after: edits.after,
              drop: step => isForLastStage(each.steps)(step) || edits.drop.has(step),
            })
          : stageLines(
              build,
              each,
              shipped.includes(each)
                ? { edits: edits.edits, before: edits.before, drop: step => edits.drop.has(step) }
                : {},
            ),
    })),
    needs: {
      runtime: { kind: 'image', image: base.last },
      files: filesOf(python, name),
      before: [
        ...carried.before,
        ...(python.venv === undefined ? ['ENV PATH=/venv/bin:$PATH'] : []),
        ...installText(base.family, packages.names, recommends),
        ...(python.workdir === '/' ? [] : [`WORKDIR ${python.workdir}`]),
        ...accountRuns(python),
      ],
      after: carried.after,
    },
    changes: [
      lastStageChange(python, gain ?? 'only what runs is in the last stage'),
      ...packages.changes,
      ...launch.changes,
      ...edits.changes,
    ],
    files: {},
    ignore: ignored(app, python),
  }
}

/** What the last stage gets rid of; undefined for nothing worth a stage. */
function gainOf(python: PythonApp, packages: RuntimePackages): string | undefined {
  if (python.base.full) return 'the full image has compilers and headers that only the build needs'
  if (packages.dropped.length > 0) return `${packages.dropped.join(', ')} are for the build alone`
  const tool = python.commands.find(each => each.kind === 'install' && each.installer !== 'pip')
  if (tool) return `${tool.installer ?? ''} and its own packages are for the build alone`
  const kept = python.commands.find(
    each =>
      each.kind === 'install' &&
      !each.step.variables.has('PIP_NO_CACHE_DIR') &&
      !each.words.includes('--no-cache-dir') &&
      each.step.instruction.flags.length === 0,
  )
  return kept && 'pip leaves its downloads in the image'
}

function lastStageChange(python: PythonApp, gain: string): Change {
  const { build, base, shipped, commands } = python
  const [stage = python.stage] = shipped
  const install = commands.find(({ kind }) => kind === 'install')
  return {
    id: 'python-last-stage',
    title: `Ship the packages and the app on ${base.last}`,
    because: `A virtual environment can be copied whole to the same path, and ${gain}.`,
    evidence: [
      evidenceOf(build, stage.from),
      ...(install ? [evidenceOf(build, install.step.instruction)] : []),
    ],
    applicability: 'needs-verification',
    replaces: {
      what: `the system and the packages of ${base.reference}`,
      by: `${base.last} and a virtual environment`,
    },
  }
}

/** The environment first: it changes less often than the app. */
function filesOf(python: PythonApp, from: string): readonly NeededFile[] {
  const venv = python.venv ?? '/venv'
  const owners = new Map(
    python.commands
      .filter(({ words }) => words[0] === 'chown')
      .flatMap(each => ownedPaths(each).map(path => [path, ownerOf(each.words)] as const)),
  )
  const app = python.roots.map(path => {
    const chown = owners.get(path) ?? copiedBy(python, path)
    return { from, source: path, destination: path, ...(chown === undefined ? {} : { chown }) }
  })
  return liesIn(python.roots, venv) ? app : [{ from, source: venv, destination: venv }, ...app]
}

const ownerOf = (words: readonly string[]) => words.slice(1).find(word => !word.startsWith('-')) ?? ''

/** The owner that the author's own COPY gives. */
function copiedBy({ copied }: PythonApp, root: string): string | undefined {
  const flags = copied
    .filter(file => liesIn([root], file.container))
    .flatMap(file => file.step.instruction.flags.filter(flag => flag.name === 'chown'))
  return flags.at(-1)?.value
}

/** RUNs that make users and folders run again in the last stage. */
function accountRuns({ build, commands }: PythonApp): readonly string[] {
  const steps = [...new Set(commands.filter(({ kind }) => kind === 'account').map(({ step }) => step))]
  return steps.map(step => instructionText(build.document, step.instruction))
}

function ignored(app: AppFiles, { shipped }: PythonApp): readonly string[] {
  const project = app.read('pyproject.toml') ?? ''
  const versioned =
    /setuptools.scm|hatch-vcs|versioningit|dynamic-versioning|dunamai|source\s*=\s*"scm"/.test(project)
  const git = versioned || readsGit(app, shipped) ? [] : ['.git']
  return ['.venv', 'venv', '**/__pycache__', ...git]
}
