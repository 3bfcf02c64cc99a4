import { systemPrograms } from '../../model/system-programs.ts'
import type { AppFiles } from '../../app/app-files.ts'
import { pinnedTool } from '../../app/pinned-tool.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { Evidence } from '../../model/change.ts'
import { buildModel } from '../../model/model.ts'
import { otherEcosystem } from '../../model/other-ecosystem.ts'
import type { Plan } from '../../model/stack-facts.ts'
import { planPython } from './plan-python.ts'
import { readPythonApp } from './python-app.ts'
import { collectStatic } from './collect-static.ts'
import { compiledPackages } from './locked-wheels.ts'
import { newStart } from './new-start.ts'
import { pythonDependencies } from './requirements.ts'

/** The release taken where the app leaves the choice. */
const preferred = 13
const newest = 14

/** Packages that start browsers, converters and the like, which somebody has to install. */
const needsPrograms =
  /^(?:playwright|patchright|pyppeteer|selenium|pdf2image|pydub|ffmpeg-python|moviepy|pypandoc|pytesseract|pdfkit|imgkit)$/

/** A Dockerfile for an app that has none. A string says why not; undefined where there is no Python project. */
export function newPythonPlan(app: AppFiles): Plan | string | undefined {
  const manifest = ['requirements.txt', 'pyproject.toml', 'Pipfile', 'environment.yml'].find(file =>
    app.has(file),
  )
  if (manifest === undefined) return undefined
  const other = otherEcosystem(app, 'python')
  if (other !== undefined) return `${other} stands beside ${manifest}: say which of them is the app`
  const start = newStart(app)
  const install = installLines(app, typeof start === 'object' && start.installed === true)
  if (typeof install === 'string') return install
  const version = pythonVersion(app)
  if (typeof version === 'string') return version
  if (typeof start === 'string') return start
  const collect = collectStatic(app)
  if (typeof collect === 'string') return collect
  const lacking = pythonDependencies(app).find(({ name }) => needsPrograms.test(name))
  if (lacking !== undefined)
    return `${lacking.evidence.file} names ${lacking.name}, which starts programs that no Python image has: install them in a Dockerfile`
  const text = [
    `FROM python:3.${version.minor}`,
    'ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1',
    ...systemPrograms(app),
    'WORKDIR /app',
    ...install.lines,
    'COPY . .',
    ...install.after,
    ...(collect?.lines ?? []),
    ...(start.port === undefined ? [] : [`EXPOSE ${start.port}`]),
    start.command,
    '',
  ].join('\n')
  const python = readPythonApp(app, buildModel(parseDockerfile(text, 'Dockerfile')))
  if (python === undefined || typeof python === 'string') return python
  const plan = planPython(app, python, true)
  if (typeof plan === 'string') return plan
  return {
    ...plan,
    changes: [
      {
        id: 'python-new-dockerfile',
        title: `A Dockerfile that installs the packages and ships them with the app on ${python.base.last}`,
        because: `There is none; ${start.evidence.fact} starts it, and ${version.evidence.fact}.`,
        evidence: [install.evidence, start.evidence, version.evidence],
        applicability: 'needs-verification',
      },
      ...(collect ? [collect.change] : []),
      ...plan.changes.filter(({ id }) => id === 'python-runtime-packages'),
    ],
  }
}

interface InstallLines {
  readonly lines: readonly string[]
  /** After the sources are there: installs the project itself. */
  readonly after: readonly string[]
  readonly evidence: Evidence
}

/**
 * What installs the packages, and the project itself where it is one below `src` or where its script is what starts; a
 * string says why that is not known.
 */
function installLines(app: AppFiles, scripted: boolean): InstallLines | string {
  if (app.has('environment.yml')) return 'environment.yml: environments made by conda are not known yet'
  const locks = ['poetry.lock', 'pdm.lock', 'uv.lock'].filter(file => app.has(file))
  const [lock, ...others] = locks
  if (others.length > 0) return `several lock files (${locks.join(', ')}): keep the one that is used`
  if (lock === undefined && app.has('requirements.txt')) {
    return {
      lines: ['COPY requirements.txt ./', 'RUN pip install -r requirements.txt'],
      after: scripted ? ['RUN pip install --no-deps .'] : [],
      evidence: { file: 'requirements.txt', fact: 'pip installs what it names' },
    }
  }
  if (lock === undefined && app.has('Pipfile')) return withPipenv(app)
  const project = app.read('pyproject.toml') ?? ''
  const packaged = /^\s*package-mode\s*=\s*true|^\[build-system\]/m.test(project)
  const below = packaged && app.list().some(path => /^src\/[^/]+\/__init__\.py$/.test(path))
  const whole = below || scripted
  if (lock === undefined) return withoutLock(project, packaged && whole)
  const tool = lock.replace('.lock', '')
  const command = {
    poetry: ['poetry install --no-interaction --only main', ' --no-root', ''],
    pdm: ['pdm sync --prod', ' --no-self', ' --no-editable'],
    uv: ['uv sync --locked --no-dev', ' --no-install-project', ' --no-editable'],
  }[tool]
  if (command === undefined) return `${lock} is not known`
  const [base, without, itself] = command
  return {
    lines: [`RUN pip install ${tool}`, `COPY pyproject.toml ${lock} ./`, `RUN ${base}${without}`],
    after: whole ? [`RUN ${base}${itself}`] : [],
    evidence: { file: lock, fact: `${tool} installs what it names` },
  }
}

/** `sync` takes the lock file as it is; `install --deploy` would ask for the very patch release of `python_full_version`. */
function withPipenv(app: AppFiles): InstallLines | string {
  if (!app.has('Pipfile.lock')) return 'Pipfile has no lock file beside it: call pipenv lock'
  const evidence = { file: 'Pipfile.lock', fact: 'pipenv installs what it names' }
  // A package of the folder is read while it is installed.
  const local = /\b(?:path|editable)\s*=/.test(app.read('Pipfile') ?? '')
  return local
    ? { lines: ['RUN pip install pipenv'], after: ['RUN pipenv sync'], evidence }
    : {
        lines: ['RUN pip install pipenv', 'COPY Pipfile Pipfile.lock ./', 'RUN pipenv sync'],
        after: [],
        evidence,
      }
}

/** Packages that pyproject.toml names and nothing locks, as a requirements.txt of ranges would. */
function withoutLock(project: string, whole: boolean): InstallLines | string {
  const file = 'pyproject.toml'
  if (!/^\[project\]/m.test(project) || /^dynamic\s*=\s*\[[^\]]*["']dependencies["']/m.test(project))
    return 'there is neither requirements.txt nor a lock file: lock the packages first'
  return whole
    ? { lines: [], after: ['RUN pip install .'], evidence: { file, fact: 'pip installs the project' } }
    : {
        lines: [
          'RUN pip install uv',
          'COPY pyproject.toml ./',
          'RUN uv pip install --system -r pyproject.toml',
        ],
        after: [],
        evidence: { file, fact: 'uv installs what it names' },
      }
}

/** What mise or asdf is told, `.python-version`, `runtime.txt`, the Pipfile, then `requires-python`; a string says what is not understood. */
function pythonVersion(app: AppFiles): { readonly minor: number; readonly evidence: Evidence } | string {
  const tool = pinnedTool(app, 'python')
  const named =
    tool && tool.version !== '3'
      ? tool
      : (pinnedIn(app, '.python-version') ?? pinnedIn(app, 'runtime.txt') ?? inPipfile(app))
  if (named !== undefined) {
    const minor = /^(?:python-)?3\.(\d+)/.exec(named.version)?.[1]
    return minor === undefined
      ? `${named.evidence.file} names no release of Python 3: ${named.version}`
      : { minor: Number(minor), evidence: named.evidence }
  }
  const project = app.read('pyproject.toml') ?? ''
  const range = /^(?:requires-python|python)\s*=\s*"([^"]*)"/m.exec(project)?.[1]
  if (range === undefined) {
    const file = ['pyproject.toml', 'Pipfile'].find(name => app.has(name)) ?? 'requirements.txt'
    return { minor: preferred, evidence: { file, fact: 'no version of Python is named' } }
  }
  const minor = minorOf(app, range)
  return minor === undefined
    ? `the version of Python is not understood: ${range}`
    : { minor, evidence: { file: 'pyproject.toml', fact: `pyproject.toml asks for Python ${range}` } }
}

function inPipfile(app: AppFiles): ReturnType<typeof pinnedIn> {
  const version = /^python_(?:full_)?version\s*=\s*["'](3\.[\d.]+)["']/m.exec(app.read('Pipfile') ?? '')?.[1]
  return version === undefined
    ? undefined
    : { version, evidence: { file: 'Pipfile', fact: `Pipfile names Python ${version}` } }
}

/** The first line that is no comment and does not leave the choice. */
function pinnedIn(
  app: AppFiles,
  file: string,
): { readonly version: string; readonly evidence: Evidence } | undefined {
  const lines = (app.read(file) ?? '').split('\n').map(line => line.trim())
  const version = lines.find(line => line !== '' && !line.startsWith('#'))
  return version === undefined || /^(?:latest|3)$/.test(version)
    ? undefined
    : { version, evidence: { file, fact: `${file} names Python ${version.replace('python-', '')}` } }
}

/**
 * Of the releases that a range allows the one for which the fewest locked packages have to be compiled; of equal ones
 * the preferred, then the newest.
 */
function minorOf(app: AppFiles, range: string): number | undefined {
  const parts = range.split(',').map(each => each.trim())
  const allows = (minor: number) =>
    parts.every(part => {
      const match = /^(>=|>|<=|<|~=|==|\^|~)?\s*3(?:\.(\d+))?(?:\.(?:\d+|\*))?$/.exec(part)
      if (!match) return /^<\s*4(?:\.0)?$/.test(part)
      const asked = Number(match[2] ?? 0)
      const patch = /3\.\d+\.\d+/.test(part)
      if (match[1] === '>=' || match[1] === '>' || match[1] === '^') return minor >= asked
      if (match[1] === '<') return minor < asked
      if (match[1] === '<=') return minor <= asked
      if (match[1] === '~=' && !patch) return minor >= asked
      return minor === asked
    })
  const minors = [preferred, ...Array.from({ length: newest - 7 }, (_each, index) => newest - index)]
  const compiled = compiledPackages(app)
  return minors.filter(allows).toSorted((a, b) => compiled(a) - compiled(b))[0]
}
