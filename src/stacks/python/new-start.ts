import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type ProcfileWeb, procfileWeb } from '../../app/procfile.ts'
import { rangeOf } from '../../app/positions.ts'
import type { Evidence } from '../../model/change.ts'
import { pythonDependencies } from './requirements.ts'

/** How an app without a Dockerfile starts. */
export interface NewStart {
  /** CMD in exec form, or in shell form where it needs one. */
  readonly command: string
  readonly port: string | undefined
  /** Instructions that have to come before it. */
  readonly prepare?: readonly string[]
  readonly evidence: Evidence
}

const port = '8000'

/** A Procfile, Django's project, or the module that makes a Flask or FastAPI app; a string says why that is not clear. */
export function newStart(app: AppFiles): NewStart | string {
  const names = new Set(pythonDependencies(app).map(({ name }) => name))
  const web = procfileWeb(app)
  if (web !== undefined) return fromProcfile(web)
  if (app.has('manage.py')) return fromDjango(app, names)
  const found = appObjects(app)
  const [made, ...others] = found
  if (!made) return fromProgram(app)
  if (others.length > 0)
    return `several apps (${found.map(each => each.evidence.file).join(', ')}): say which is to be started by a Dockerfile`
  const target = `${made.module}:${made.name}`
  if (made.kind === 'asgi') {
    const uvicorn = names.has('uvicorn') || names.has('fastapi-cli')
    return uvicorn
      ? start(['uvicorn', '--host', '0.0.0.0', '--port', port, target], made.evidence)
      : `${made.evidence.file} makes an ASGI app, and no server such as uvicorn is among the packages`
  }
  return names.has('gunicorn')
    ? start(['gunicorn', '--bind', `0.0.0.0:${port}`, target], made.evidence)
    : `${made.evidence.file} makes a WSGI app, and no server such as gunicorn is among the packages`
}

function start(argv: readonly string[], evidence: Evidence): NewStart {
  return { command: `CMD [${argv.map(each => JSON.stringify(each)).join(', ')}]`, port, evidence }
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

function fromProcfile({ command: web, evidence }: ProcfileWeb): NewStart {
  const plain = /^[\w./:=@+-]+(?:\s+[\w./:=@+-]+)*$/.test(web) && !/^\w+=/.test(web)
  if (plain) return { ...start(web.split(/\s+/), evidence), port: /:(\d{2,5})\b/.exec(web)?.[1] }
  return {
    command: `${web.includes('$PORT') || web.includes('${PORT') ? `ENV PORT=${port}\n` : ''}CMD exec ${web}`,
    port: /\$\{?PORT/.test(web) ? port : undefined,
    evidence,
  }
}

function fromDjango(app: AppFiles, names: ReadonlySet<string>): NewStart | string {
  const modules = app.list().filter(path => /^[\w-]+\/wsgi\.py$/.test(path))
  const [module, ...others] = modules
  if (module === undefined || others.length > 0) return 'the wsgi.py of the Django project is not clear'
  const settings = app.list().filter(path => /(?:^|\/)settings(?:\/\w+)?\.py$/.test(path))
  const apps = settings.some(path => /["']django\.contrib\.staticfiles["']/.test(app.read(path) ?? ''))
  const collected = settings.find(path => apps && /^STATIC_ROOT\b/m.test(app.read(path) ?? ''))
  const asked = collected && settings.map(path => environmentOf(app, path)).find(each => each !== undefined)
  if (asked !== undefined)
    return `${collected} sets STATIC_ROOT, and collectstatic cannot run while the image is built: ${asked}`
  if (!names.has('gunicorn'))
    return 'Django’s own server is for development, and no server such as gunicorn is among the packages'
  const evidence = { file: module, fact: `${posix.dirname(module)}.wsgi` }
  return {
    ...start(['gunicorn', '--bind', `0.0.0.0:${port}`, `${posix.dirname(module)}.wsgi`], evidence),
    ...(collected === undefined ? {} : { prepare: ['RUN python manage.py collectstatic --noinput'] }),
  }
}

/** What settings cannot be read without: a variable, or a package that may ask for one. */
function environmentOf(app: AppFiles, path: string): string | undefined {
  const text = app.read(path) ?? ''
  const required = /os\.environ\[\s*["'](\w+)["']\s*\](?!\s*=[^=])/.exec(text)?.[1]
  if (required !== undefined) return `${path} needs ${required}`
  const reader = /^\s*(?:import|from)\s+(environ|environs|decouple|pydantic_settings|configurations)\b/m.exec(
    text,
  )?.[1]
  return reader && `what ${path} asks ${reader} for is not known`
}

/** Modules at the root, or one package below it, that make an app at their top level. */
function appObjects(app: AppFiles) {
  return app
    .list()
    .filter(
      path =>
        /^(?:\w+\/)?\w+\.py$/.test(path) && !/(?:^|\/)(?:tests?|test_\w+|conftest)(?:\/|\.py)/.test(path),
    )
    .flatMap(path => {
      const text = app.read(path) ?? ''
      const match = /^(\w+)(?::\s*\w+)?\s*=\s*(Flask|FastAPI|Starlette|Quart)\(/m.exec(text)
      if (!match) return []
      return [
        {
          kind: match[2] === 'Flask' ? ('wsgi' as const) : ('asgi' as const),
          name: match[1] ?? 'app',
          module: path.replace(/\.py$/, '').replaceAll('/', '.'),
          evidence: {
            file: path,
            range: rangeOf(text, match.index, match.index + match[0].length),
            fact: `${match[2]} app ${match[1]}`,
          },
        },
      ]
    })
}
