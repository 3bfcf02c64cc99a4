import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { blankPython, callArguments, lineAt } from './python-text.ts'

/** A file of the settings that Django reads when it starts. */
export interface SettingsFile {
  readonly path: string
  /** Comments blanked out, so that places stay where they are. */
  readonly text: string
}

/** A variable of the environment that the settings cannot do without. */
export interface WantedVariable {
  readonly name: string
  readonly path: string
  readonly line: number
  /** True where the value is Django's SECRET_KEY and nothing else. */
  readonly secretKey: boolean
}

/** The module that wsgi.py names, else manage.py; undefined where none is named as a string. */
export function settingsModule(app: AppFiles, file: string): string | undefined {
  return /DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']/.exec(app.read(file) ?? '')?.[1]
}

/** The settings module and those of the app that it imports all from. */
export function settingsFiles(app: AppFiles, module: string): readonly SettingsFile[] {
  const found = new Map<string, SettingsFile>()
  const queue = [module]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const base = next.replaceAll('.', '/')
    const path = [`${base}.py`, `${base}/__init__.py`].find(each => app.has(each))
    if (path === undefined || found.has(path)) continue
    const text = blankPython(app.read(path) ?? '')
    found.set(path, { path, text })
    for (const match of text.matchAll(/^[ \t]*from\s+(\.*)([\w.]*)\s+import\b/gm))
      queue.push(absolute(path, match[1] ?? '', match[2] ?? ''))
  }
  return [...found.values()]
}

function absolute(path: string, dots: string, name: string): string {
  if (dots === '') return name
  const folder = dots
    .slice(1)
    .split('')
    .reduce(each => posix.dirname(each), posix.dirname(path))
  return [folder.replaceAll('/', '.'), name].filter(part => part !== '' && part !== '.').join('.')
}

/** Settings that are made by something else than these lines. */
export const madeElsewhere = ({ text }: SettingsFile): string | undefined =>
  /^(?:from|import)\s+(configurations|dynaconf|split_settings|pydantic_settings)\b/m.exec(text)?.[1]

/** Every variable without which importing the files fails; a string names what is read by a computed name. */
export function wantedVariables(files: readonly SettingsFile[]): readonly WantedVariable[] | string {
  const wanted: WantedVariable[] = []
  const whole = files.map(({ text }) => text).join('\n')
  const libraries = {
    environ: /^(?:import|from)\s+(environ|environs)\b/m.exec(whole)?.[1],
    decouple: /^from\s+decouple\s+import\b/m.test(whole),
    defaults: new Set(
      [...whole.matchAll(/\b(\w+)=\((?:bool|str|int|list|float|dict)\b/g)].map(each => each[1] ?? ''),
    ),
  }
  for (const file of files) {
    const computed = /\bos\.environ\[\s*(?!["'])|\benviron\[\s*(?!["'])/.exec(file.text)
    if (computed)
      return `${file.path}:${lineAt(file.text, computed.index)} reads a variable by a computed name`
    wanted.push(...variablesIn(file, libraries))
  }
  return wanted.filter(({ name }, index) => wanted.findIndex(other => other.name === name) === index)
}

function variablesIn(file: SettingsFile, libraries: Libraries): readonly WantedVariable[] {
  const { path, text } = file
  const places = [...subscripts(text), ...readers(text, libraries), ...unusable(text)]
  return places
    .filter(({ name, at }) => !isGuarded(text, at, name))
    .map(({ name, at }) => ({
      name,
      path,
      line: lineAt(text, at),
      secretKey: /^[ \t]*SECRET_KEY\s*(?::[^=\n]*)?=/.test(text.slice(text.lastIndexOf('\n', at) + 1)),
    }))
}

/** What the settings read variables with, whichever of the files imports it. */
interface Libraries {
  readonly environ: string | undefined
  readonly decouple: boolean
  /** Variables to which `Env(NAME=(bool, False))` gives a default. */
  readonly defaults: ReadonlySet<string>
}

interface Place {
  readonly name: string
  readonly at: number
}

/** `os.environ["NAME"]`: a KeyError where it is not set. */
const subscripts = (text: string): readonly Place[] =>
  [...text.matchAll(/\benviron\[\s*["'](\w+)["']\s*\](?!\s*=[^=])/g)].map(match => ({
    name: match[1] ?? '',
    at: match.index,
  }))

/** `env("NAME")`, `env.str("NAME")` of django-environ and environs, `config("NAME")` of decouple, without a default. */
function readers(text: string, { environ, decouple, defaults }: Libraries): readonly Place[] {
  const names = [...(environ === undefined ? [] : ['env(?:\\.\\w+)?']), ...(decouple ? ['config'] : [])]
  if (names.length === 0) return []
  const call = new RegExp(`(?<![\\w.])(${names.join('|')})\\(\\s*["'](\\w+)["']`, 'g')
  return [...text.matchAll(call)].flatMap(match => {
    const name = match[2] ?? ''
    const given = callArguments(text, match.index + (match[1] ?? '').length)
    const positional = given.length > 1 && (match[1]?.includes('.') === true || environ === 'environs')
    const standard =
      given.some(each => /^default\s*=/.test(each)) || (positional && !/^\w+\s*=/.test(given[1] ?? ''))
    const reads = match[1] === 'env.read_env' || match[1] === 'env.prefixed'
    return standard || defaults.has(name) || reads ? [] : [{ name, at: match.index }]
  })
}

/** `os.environ.get("NAME").split(",")`, `int(os.getenv("NAME"))`, and a key that must not be empty. */
function unusable(text: string): readonly Place[] {
  return [...text.matchAll(/\b(?:os\.getenv|environ\.get|getenv)\(\s*["'](\w+)["']\s*\)/g)].flatMap(match => {
    const before = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index).replace(/\bos\.$/, '')
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 20)
    const key = /^\s*SECRET_KEY\s*(?::[^=]*)?=\s*$/.test(before) && !/^\s*or\b/.test(after)
    const used = /^\s*(?:\.\w|\[)/.test(after) || /\b(?:int|float|Path|loads|parse)\(\s*$/.test(before)
    return key || used ? [{ name: match[1] ?? '', at: match.index }] : []
  })
}

/** True below an `if` that asks for the variable first, or in a `try`. */
function isGuarded(text: string, at: number, name: string): boolean {
  const lines = text.slice(0, at).split('\n')
  const indent = /^\s*/.exec(lines.at(-1) ?? '')?.[0].length ?? 0
  if (new RegExp(`\\bif\\b[^\\n]*["']${name}["']`).test(text.slice(at).split('\n')[0] ?? '')) return true
  if (indent === 0) return false
  const above = lines
    .slice(0, -1)
    .findLast(line => /\S/.test(line) && (/^\s*/.exec(line)?.[0].length ?? 0) < indent)
  return (
    above !== undefined && (/^\s*try:/.test(above) || (/^\s*(?:el)?if\b/.test(above) && above.includes(name)))
  )
}
