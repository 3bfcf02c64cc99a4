import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type ProcfileWeb, procfileWeb } from '../../app/procfile.ts'
import { tomlEntries } from '../../app/toml-entries.ts'
import type { Evidence } from '../../model/change.ts'
import { execLast } from '../../model/exec-last.ts'
import { type AppObject, appObject } from './app-objects.ts'
import { pythonDependencies } from './requirements.ts'

/** How an app without a Dockerfile starts. */
export interface NewStart {
  /** CMD in exec form, or in shell form where it needs one. */
  readonly command: string
  readonly port: string | undefined
  readonly evidence: Evidence
  /** True for a program that is there once the project itself is installed. */
  readonly installed?: boolean
}

const port = '8000'

/** A Procfile, Django's project, or the module that makes a Flask or FastAPI app; a string says why that is not clear. */
export function newStart(app: AppFiles): NewStart | string {
  const names = new Set(pythonDependencies(app).map(({ name }) => name))
  const web = procfileWeb(app)
  if (web !== undefined) return fromProcfile(web)
  if (app.has('manage.py')) return fromDjango(app, names)
  const found = appObject(app)
  if (found === undefined) {
    const program = fromProgram(app)
    return typeof program === 'string' ? (fromScript(app) ?? program) : program
  }
  return typeof found === 'string' ? found : fromObject(app, found, names)
}

/** The server that is among the packages. Source: the manuals of uvicorn, gunicorn and Waitress. */
function fromObject(app: AppFiles, made: AppObject, names: ReadonlySet<string>): NewStart | string {
  const { evidence, module, name, folder } = made
  const target = `${module}:${name}`
  const at = made.port ?? port
  if (made.kind === 'asgi') {
    const standard = pythonDependencies(app).some(
      each => each.name === 'fastapi' && /standard|all/.test(each.extras),
    )
    if (!standard && !names.has('uvicorn') && !names.has('fastapi-cli'))
      return `${evidence.file} makes an ASGI app, and no server such as uvicorn is among the packages: ${howToAdd(app, 'uvicorn')}`
    const from = folder === '.' ? [] : ['--app-dir', folder]
    const factory = made.factory ? ['--factory'] : []
    return start(['uvicorn', '--host', '0.0.0.0', '--port', at, ...from, ...factory, target], evidence, at)
  }
  if (names.has('gunicorn')) {
    const from = folder === '.' ? [] : ['--pythonpath', folder]
    const called = made.factory ? `${target}()` : target
    return start(['gunicorn', '--bind', `0.0.0.0:${at}`, ...from, called], evidence, at)
  }
  if (names.has('waitress') && folder === '.') {
    const called = made.factory ? ['--call', target] : [target]
    return start(['waitress-serve', `--listen=0.0.0.0:${at}`, ...called], evidence, at)
  }
  return `${evidence.file} makes a WSGI app, and no server such as gunicorn is among the packages: ${howToAdd(app, 'gunicorn')}`
}

function start(argv: readonly string[], evidence: Evidence, listens = port): NewStart {
  return { command: `CMD [${argv.map(each => JSON.stringify(each)).join(', ')}]`, port: listens, evidence }
}

/** Where it makes no app of a framework: the one program at the root that has a name such programs are given. */
function fromProgram(app: AppFiles): NewStart | string {
  const files = ['main.py', 'app.py', 'bot.py', 'run.py', 'server.py'].filter(file => app.has(file))
  const [file, ...others] = files
  if (file === undefined)
    return 'what starts the app is not known: neither a Procfile, a main.py nor a Flask, FastAPI or Django app was found'
  if (others.length > 0) return `what starts the app is not clear: ${files.join(' or ')}`
  const evidence = { file, fact: file }
  return { ...start(['python', file], evidence), port: undefined }
}

/** The one program that the project brings. Source: packaging.python.org, pyproject.toml, [project.scripts] */
function fromScript(app: AppFiles): NewStart | undefined {
  const file = 'pyproject.toml'
  const scripts = tomlEntries(app.read(file) ?? '').filter(({ table }) =>
    /^(?:project|tool\.poetry)\.scripts$/.test(table),
  )
  const [script, ...others] = scripts
  if (script === undefined || others.length > 0) return undefined
  const evidence = { file, range: script.range, fact: `the script ${script.key}` }
  return { ...start([script.key], evidence), port: undefined, installed: true }
}

/** What has to be called or written to have one more package. */
function howToAdd(app: AppFiles, name: string): string {
  const tool = ['poetry', 'uv', 'pdm', 'pipenv'].find(each =>
    app.has(each === 'pipenv' ? 'Pipfile' : `${each}.lock`),
  )
  if (tool !== undefined) return `${tool} ${tool === 'pipenv' ? 'install' : 'add'} ${name}`
  return `add ${name} to ${app.has('requirements.txt') ? 'requirements.txt' : 'pyproject.toml'}`
}

/** Heroku sets PORT for what a Procfile starts; gunicorn listens there, or on localhost alone where it is not set. */
function fromProcfile({ command: web, evidence }: ProcfileWeb): NewStart {
  const literal = /:(\d{2,5})\b/.exec(web)?.[1]
  const listens = /\$\{?PORT/.test(web) || (/\bgunicorn\b/.test(web) && !/\s(?:-b|--bind)\b/.test(web))
  const plain = /^[\w./:=@+-]+(?:\s+[\w./:=@+-]+)*$/.test(web) && !/^\w+=/.test(web)
  const { command } = plain ? start(web.split(/\s+/), evidence) : { command: `CMD ${execLast(web)}` }
  return {
    command: `${literal === undefined ? `ENV PORT=${port}\n` : ''}${command}`,
    port: literal ?? (listens ? port : undefined),
    evidence,
  }
}

function fromDjango(app: AppFiles, names: ReadonlySet<string>): NewStart | string {
  const modules = app.list().filter(path => /^[\w-]+\/wsgi\.py$/.test(path))
  const [module, ...others] = modules
  if (module === undefined || others.length > 0) return 'the wsgi.py of the Django project is not clear'
  const evidence = { file: module, fact: `${posix.dirname(module)}.wsgi` }
  return names.has('gunicorn')
    ? start(['gunicorn', '--bind', `0.0.0.0:${port}`, `${posix.dirname(module)}.wsgi`], evidence)
    : `Django’s own server is for development, and no server such as gunicorn is among the packages: ${howToAdd(app, 'gunicorn')}`
}
