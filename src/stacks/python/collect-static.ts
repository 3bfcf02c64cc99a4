import type { AppFiles } from '../../app/app-files.ts'
import type { Change } from '../../model/change.ts'
import {
  madeElsewhere,
  type SettingsFile,
  settingsFiles,
  settingsModule,
  wantedVariables,
} from './django-settings.ts'
import { blankPython, lineAt } from './python-text.ts'

/** How a Django project's static files are collected while the image is built. */
export interface CollectStatic {
  /** Instructions for after the sources are copied. */
  readonly lines: readonly string[]
  readonly change: Change
}

/**
 * `manage.py collectstatic` as Django's manual and Heroku's buildpack run it: with the settings that ship, and with a
 * made-up SECRET_KEY where they want one, which is in no later instruction. Undefined where there is nothing to
 * collect; a string says why it cannot run while the image is built.
 */
export function collectStatic(app: AppFiles): CollectStatic | string | undefined {
  if (!app.has('manage.py')) return undefined
  const wsgi = app.list().find(path => /^(?:[\w-]+\/)?wsgi\.py$/.test(path))
  const own = settingsModule(app, 'manage.py')
  const module = (wsgi === undefined ? undefined : settingsModule(app, wsgi)) ?? own
  const files = module === undefined ? [] : settingsFiles(app, module)
  if (module === undefined || files.length === 0)
    return anySetsRoot(app)
      ? 'which settings Django starts with is not known, and so whether collectstatic can run while the image is built'
      : undefined
  const root = rootIn(files)
  const installed = files.some(({ text }) => /["']django\.contrib\.staticfiles["']/.test(text))
  if (root === undefined || !installed) return undefined
  const reason = reasonAgainst(app, files, root)
  if (reason !== undefined) return `collectstatic cannot run while the image is built: ${reason}`
  const wanted = wantedVariables(files)
  if (typeof wanted === 'string')
    return `whether collectstatic can run while the image is built is not known: ${wanted}`
  const other = wanted.find(each => !each.secretKey)
  if (other)
    return `collectstatic cannot run while the image is built: ${other.path}:${other.line} reads ${other.name}, which has no default (give it one)`
  const given = [
    ...wanted.map(({ name }) => `${name}=for-this-build-alone`),
    ...(module === own ? [] : [`DJANGO_SETTINGS_MODULE=${module}`]),
  ]
  const whitenoise = files.find(({ text }) => /whitenoise/i.test(text))
  return {
    lines: [
      ...(whitenoise ? [] : ['# The app serves none of these files: a web server or WhiteNoise has to.']),
      `RUN ${[...given, 'python manage.py collectstatic --noinput'].join(' ')}`,
    ],
    change: changeFor(root, whitenoise, wanted.length > 0),
  }
}

const setting = /^STATIC_ROOT\s*(?::[^=\n]*)?=\s*(.+)$/m

/** Of several files the one that is read last decides: the first of the list, which imports the others. */
function rootIn(files: readonly SettingsFile[]) {
  const file = files.find(({ text }) => setting.test(text))
  const match = file && setting.exec(file.text)
  return file && match ? { file, value: match[1] ?? '', line: lineAt(file.text, match.index) } : undefined
}

function reasonAgainst(
  app: AppFiles,
  files: readonly SettingsFile[],
  root: NonNullable<ReturnType<typeof rootIn>>,
): string | undefined {
  const place = `${root.file.path}:${root.line}`
  if (
    !/\b\w*(?:DIR|ROOT|BASE|PATH)\w*\b|\broot\(|__file__/i.test(root.value) ||
    /environ|getenv|\benv\b|config\(/.test(root.value)
  )
    return `${place} puts STATIC_ROOT where it may lie outside of the app`
  for (const file of files) {
    const made = madeElsewhere(file)
    if (made !== undefined) return `${file.path} makes its settings with ${made}`
    const remote = /\bstorages\.backends\b|\bS3\w*Storage\b|\bGoogleCloudStorage\b|\bAzureStorage\b/.exec(
      file.text,
    )
    if (remote)
      return `${file.path}:${lineAt(file.text, remote.index)} may send static files to a storage elsewhere`
    const offline = /^COMPRESS_OFFLINE\s*=\s*True/m.exec(file.text)
    if (offline) return `${file.path}:${lineAt(file.text, offline.index)} wants \`manage.py compress\` too`
  }
  return importsThatRead(app, files)
}

/** Modules of the app are imported with it: one that reads a variable at its top level fails as the settings would. */
function importsThatRead(app: AppFiles, files: readonly SettingsFile[]): string | undefined {
  const known = new Set(files.map(({ path }) => path))
  for (const path of app.list()) {
    if (!path.endsWith('.py') || known.has(path)) continue
    if (
      /(?:^|\/)(?:tests?|settings|migrations|scripts|docs|bin)\/|(?:^|\/)(?:test_\w+|conftest|manage|fabfile|gunicorn[\w.]*)\.py$|settings\w*\.py$/.test(
        path,
      )
    )
      continue
    const text = blankPython(app.read(path) ?? '')
    const read = /^(?![ \t]|def\b|class\b)[^\n]*\benviron\[\s*["'](\w+)["']\s*\](?!\s*=[^=])/m.exec(text)
    if (read)
      return `${path}:${lineAt(text, read.index)} reads ${read[1] ?? ''}, which has no default (give it one)`
  }
  return undefined
}

const anySetsRoot = (app: AppFiles) =>
  app.list().some(path => /settings[\w/]*\.py$/.test(path) && setting.test(app.read(path) ?? ''))

function changeFor(
  root: NonNullable<ReturnType<typeof rootIn>>,
  whitenoise: SettingsFile | undefined,
  key: boolean,
): Change {
  const served = whitenoise
    ? `WhiteNoise (${whitenoise.path}) serves them`
    : 'nothing in the app serves them: a web server in front, or WhiteNoise, has to'
  const secret = key
    ? ' The settings want a secret key, which gets a made-up value for this one command; the container needs the real one.'
    : ''
  return {
    id: 'python-collectstatic',
    title: 'Collect the static files while the image is built',
    because: `The settings put them into a folder of the app, and all that they read has a default; ${served}.${secret}`,
    evidence: [{ file: root.file.path, fact: `STATIC_ROOT = ${root.value}` }],
    applicability: 'needs-verification',
  }
}
