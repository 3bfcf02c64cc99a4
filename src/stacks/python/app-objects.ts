import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'

/** A Flask or FastAPI app, and how a server is to find it. */
export interface AppObject {
  readonly kind: 'wsgi' | 'asgi'
  /** The object, or the function that makes it. */
  readonly name: string
  /** True where `name` is a function of no arguments, which the server has to call. */
  readonly factory: boolean
  readonly module: string
  /** The folder from which the module is imported, `.` for the app's own. */
  readonly folder: string
  /** The port that the file itself gives to uvicorn, where it does. */
  readonly port: string | undefined
  readonly evidence: Evidence
}

/**
 * Where the tools of both frameworks look, in their order; it decides between several.
 * Source: get_default_path in fastapi-cli's discover.py; locate_app and prepare_import in flask/cli.py.
 */
const wellKnown = [
  'wsgi.py',
  'asgi.py',
  'main.py',
  'app.py',
  'api.py',
  'app/main.py',
  'app/app.py',
  'app/api.py',
  'app/__init__.py',
]

/** The app that a server has to start: the one in a well-known place, else the only one. A string says what is not clear. */
export function appObject(app: AppFiles): AppObject | string | undefined {
  const found = modules(app).flatMap(path => objectIn(app, path) ?? [])
  const made = found.filter(each => !each.factory)
  const candidates = made.length > 0 ? made : found
  const known = wellKnown.flatMap(path => candidates.filter(({ evidence }) => evidence.file === path))
  const [first = candidates[0]] = known
  if (!first) return undefined
  if (known.length === 0 && candidates.length > 1)
    return `several apps (${candidates.map(each => each.evidence.file).join(', ')}): say which is to be started by a Dockerfile`
  const folder = importFolder(app, first.evidence.file)
  if (folder === undefined) return `from which folder ${first.evidence.file} is to be imported is not clear`
  return { ...first, folder, module: moduleName(posix.relative(folder, first.evidence.file)) }
}

/** Modules at the root, or one or two packages below it; tests are none of the app. */
function modules(app: AppFiles): readonly string[] {
  return (
    app
      .list()
      .filter(path => /^(?:\w+\/){0,2}\w+\.py$/.test(path))
      .filter(path => !/(?:^|\/)(?:tests?|docs|examples?|migrations|test_\w+|conftest)(?:\/|\.py)/.test(path))
      // Alembic's env.py makes an app for its migrations alone.
      .filter(path => !path.endsWith('env.py') || !/^(?:from|import)\s+alembic\b/m.test(app.read(path) ?? ''))
      .toSorted((a, b) => a.split('/').length - b.split('/').length)
  )
}

function objectIn(app: AppFiles, path: string): AppObject | undefined {
  const text = app.read(path) ?? ''
  const direct = /^(\w+)(?::\s*[\w.]+)?\s*=\s*(?:\w+\.)?(Flask|FastAPI|Starlette|Quart)\(/m.exec(text)
  if (direct) return object(path, text, direct, direct[1] ?? 'app', direct[2] ?? '', false)
  for (const match of text.matchAll(/^(\w+)(?::\s*[\w.]+)?\s*=\s*(\w+)\([^)\n]*\)\s*$/gm)) {
    const framework = madeBy(app, path, match[2] ?? '')
    if (framework !== undefined) return object(path, text, match, match[1] ?? 'app', framework, false)
  }
  // The names that Flask's and FastAPI's own tools look for.
  const factory = /^def\s+(create_app|make_app)\(([^)]*)\)/m.exec(text)
  if (!factory || !isCallable(factory[2] ?? '')) return undefined
  const framework = frameworkIn(functionText(text, factory[1] ?? ''))
  return framework === undefined ? undefined : object(path, text, factory, factory[1] ?? '', framework, true)
}

/** True where every parameter has a default. */
const isCallable = (parameters: string) =>
  parameters
    .split(',')
    .map(each => each.trim())
    .every(each => each === '' || each.includes('=') || each.startsWith('*'))

function object(
  path: string,
  text: string,
  match: RegExpExecArray,
  name: string,
  framework: string,
  factory: boolean,
): AppObject {
  return {
    kind: framework === 'Flask' ? 'wsgi' : 'asgi',
    name,
    factory,
    module: moduleName(path),
    folder: '.',
    port: /\buvicorn\.run\([^)]*\bport\s*=\s*(\d{2,5})\b/.exec(text)?.[1],
    evidence: {
      file: path,
      range: rangeOf(text, match.index, match.index + match[0].length),
      fact: `${framework} app ${name}`,
    },
  }
}

/** The framework whose app a function returns that is defined here, or in the module that it is imported from. */
function madeBy(app: AppFiles, path: string, name: string): string | undefined {
  const text = app.read(path) ?? ''
  const here = frameworkIn(functionText(text, name))
  if (here !== undefined) return here
  const from = new RegExp(`^from\\s+(\\.*[\\w.]*)\\s+import\\s+[^\\n]*\\b${name}\\b`, 'm').exec(text)?.[1]
  if (from === undefined) return undefined
  return foldersAbove(path)
    .flatMap(folder => {
      const file = posix.join(folder, from.replace(/^\./, '').replaceAll('.', '/'))
      return [`${file}.py`, posix.join(file, '__init__.py')]
    })
    .map(file => frameworkIn(functionText(app.read(posix.normalize(file)) ?? '', name)))
    .find(Boolean)
}

const frameworkIn = (text: string) =>
  /(?:=|return)\s*(?:\w+\.)?(Flask|FastAPI|Starlette|Quart)\(/.exec(text)?.[1]

/** From `def name(` at the start of a line to the next line that is not indented. */
function functionText(text: string, name: string): string {
  const start = new RegExp(`^(?:async\\s+)?def\\s+${name}\\(`, 'm').exec(text)?.index
  if (start === undefined) return ''
  const rest = text.slice(start)
  const end = /\n(?=[^\s)#])/.exec(rest)?.index
  return rest.slice(0, end)
}

/** The folder of a file and those above it, the app's own first. */
function foldersAbove(path: string): readonly string[] {
  const parts = posix.dirname(path) === '.' ? [] : posix.dirname(path).split('/')
  return [...Array(parts.length + 1).keys()].map(count => parts.slice(0, count).join('/') || '.')
}

/**
 * The highest folder from which all that the module imports of the app is found. A program that says `from routers
 * import …` in `app/main.py` is started from `app`, one that says `from app.routers import …` from the folder above.
 */
function importFolder(app: AppFiles, path: string): string | undefined {
  const text = app.read(path) ?? ''
  const names = [...text.matchAll(/^(?:from|import)\s+(\w+)/gm)].map(match => match[1] ?? '')
  const folders = foldersAbove(path)
  const paths = app.list()
  const has = (folder: string, name: string) => {
    const file = posix.join(folder, name)
    return paths.some(each => each === `${file}.py` || (each.startsWith(`${file}/`) && each.endsWith('.py')))
  }
  const own = names.filter(name => folders.some(folder => has(folder, name)))
  // A package that imports relatively is imported by its whole name.
  const relative = /^from\s+\./m.test(text) || path.endsWith('__init__.py')
  const usable = relative
    ? folders.filter(folder => folder !== posix.dirname(path) || folder === '.')
    : folders
  return usable.find(folder => own.every(name => has(folder, name)))
}

const moduleName = (path: string) =>
  path
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.')
