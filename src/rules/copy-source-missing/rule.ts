import type { AppFiles } from '../../app/app-files.ts'
import { type DockerIgnore, parseDockerIgnore } from '../../app/dockerignore.ts'
import { nearest } from '../../dockerfile/nearest.ts'
import type { Word } from '../../dockerfile/syntax.ts'
import { cleanSource, dockerIgnorePath } from '../../model/context-copies.ts'
import type { Finding, Rule, RuleContext } from '../rule.ts'

export const copySourceMissing: Rule = {
  id: 'copy-source-missing',
  title: 'COPY names a file that the build context does not have',
  family: 'correctness',
  severity: 'error',
  counterparts: { buildkit: ['CopyIgnoredFile'] },
  *check({ app, document, dockerfile }: RuleContext): Iterable<Finding> {
    if (app === undefined) return
    const ignoreFile = dockerIgnorePath(app, dockerfile)
    const ignore = parseDockerIgnore(app.read(ignoreFile) ?? '')
    for (const instruction of document.instructions) {
      if ((instruction.name !== 'COPY' && instruction.name !== 'ADD') || instruction.from !== undefined)
        continue
      for (const source of instruction.sources) yield* look(source, { app, ignore, ignoreFile })
    }
  },
}

interface Context {
  readonly app: AppFiles
  readonly ignore: DockerIgnore
  readonly ignoreFile: string
}

function* look({ value, range }: Word, { app, ignore, ignoreFile }: Context): Iterable<Finding> {
  const path = plainPath(value)
  if (path === undefined) return
  const files = app.has(path) ? [path] : app.list().filter(file => file.startsWith(`${path}/`))
  if (files.length === 0) yield* absent(value, path, range, app)
  else if (files.every(file => ignore.ignores(file)) && !sentAnyway(path)) {
    yield {
      message: `${value} is not in the build context: ${ignoreFile} leaves it out`,
      range,
      help: `add !${path} to ${ignoreFile}, or take the COPY out`,
    }
  }
}

/** Undefined for the context itself, for URLs and for what a variable or a wildcard makes unknown. */
function plainPath(value: string): string | undefined {
  if (/[$*?[\\"'`<]/.test(value) || /^[\w+.-]+:\/\/|^git@/.test(value)) return undefined
  const path = cleanSource(value)
  return path === '' || unseen.test(path) ? undefined : path
}

/** Folders whose files we do not list, and what a build before this one makes. */
const unseen =
  /(?:^|\/)(?:\.git|\.hg|\.svn|\.gradle|\.venv|__pycache__|bower_components|node_modules|target|build|dist|out|output|bin|obj|publish|release|releases|artifacts|vendor|coverage|tmp|_build|_output)(?:\/|$)|\.(?:jar|war|ear|whl|tgz|tar|gz|bz2|xz|zst|zip|deb|rpm|apk|so|exe|dll|bin|crt|key|pem)$/i

/** BuildKit sends these whatever the ignore file says. */
function sentAnyway(path: string): boolean {
  return /(?:^|\/)(?:[\w.-]*dockerfile[\w.-]*|\.dockerignore)$/i.test(path)
}

function* absent(value: string, path: string, range: Word['range'], app: AppFiles): Iterable<Finding> {
  const meant = similar(path, app)
  if (meant !== undefined) {
    yield {
      message: `${value} is not in the build context`,
      range,
      help: `did you mean ${meant}?`,
    }
  } else if (path.includes('.') && !isGenerated(path, app)) {
    yield {
      message: `${value} is not in the build context`,
      range,
      severity: 'warning',
      help: 'paths are relative to the build context, not to the Dockerfile; COPY stops where the file is missing',
    }
  }
}

/** A file of the same folder whose name differs by case or by a letter or two. */
function similar(path: string, app: AppFiles): string | undefined {
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const beside = app
    .list()
    .filter(file => file.startsWith(folder) && !file.slice(folder.length).includes('/'))
  return (
    beside.find(file => file.toLowerCase() === path.toLowerCase()) ??
    (/\.\w+$/.test(path) ? nearestName(path.slice(folder.length), folder, beside) : undefined)
  )
}

/** `a.conf` and `b.conf` are two files; `requirment.txt` is a slip. */
function nearestName(name: string, folder: string, beside: readonly string[]): string | undefined {
  if (name.replace(/\.\w+$/, '').length < 6) return undefined
  const end = /\.\w+$/.exec(name)?.[0] ?? ''
  const names = beside.map(file => file.slice(folder.length)).filter(file => file.endsWith(end))
  const found = nearest(name, names)
  return found === undefined ? undefined : folder + found
}

function isGenerated(path: string, app: AppFiles): boolean {
  const parts = new Set(path.split('/'))
  return (app.read('.gitignore') ?? '')
    .split('\n')
    .map(line => line.trim().replace(/^\/|\/$/g, ''))
    .some(line => parts.has(line) || line === path || (line.startsWith('*.') && path.endsWith(line.slice(1))))
}
