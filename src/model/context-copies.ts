import { posix } from 'node:path'
import type { AppFiles } from '../app/app-files.ts'
import { parseDockerIgnore } from '../app/dockerignore.ts'
import type { Step } from './build-model.ts'
import { absolutePath, expand } from './final-state.ts'

/** A file of the context and where a COPY or ADD puts it. */
export interface CopiedFile {
  readonly context: string
  readonly container: string
  readonly step: Step
}

/** The `.dockerignore` that BuildKit would use for a Dockerfile: its own, or the folder's. */
export function dockerIgnorePath(app: AppFiles, dockerfile: string): string {
  const own = `${dockerfile}.dockerignore`
  return app.has(own) ? own : '.dockerignore'
}

/** Every file that the steps copy from the context, in order; a later one may overwrite an earlier. */
export function copiedFiles(
  app: AppFiles,
  steps: readonly Step[],
  dockerfile: string,
): readonly CopiedFile[] {
  const visible = sentFiles(app.list(), app.read(dockerIgnorePath(app, dockerfile)) ?? '')
  return steps.flatMap(step =>
    step.effects.flatMap(effect =>
      effect.kind === 'copies-from-context'
        ? copies(visible, effect.sources, destinationOf(step, effect.destination), step)
        : [],
    ),
  )
}

const sent = new WeakMap<readonly string[], { readonly ignore: string; readonly files: readonly string[] }>()

/** What of a folder's files is in the build context. Every stack and many rules ask for it. */
function sentFiles(list: readonly string[], ignore: string): readonly string[] {
  const known = sent.get(list)
  if (known?.ignore === ignore) return known.files
  const parsed = parseDockerIgnore(ignore)
  const files = list.filter(path => !parsed.ignores(path))
  sent.set(list, { ignore, files })
  return files
}

function copies(
  visible: readonly string[],
  sources: readonly string[],
  destination: string,
  step: Step,
): readonly CopiedFile[] {
  const target = absolutePath(step.workdir, destination)
  const folder =
    target.endsWith('/') || target === step.workdir || /(^|\/)\.$/.test(destination) || sources.length > 1
  return sources.flatMap(source => {
    const cleaned = cleanSource(source)
    const matches = sourceMatcher(cleaned)
    return visible.flatMap(path => {
      const rest = matches(path)
      if (rest === undefined) return []
      const isFile = rest === ''
      const container = isFile
        ? folder || isExistingFolder(target, cleaned)
          ? posix.join(target, posix.basename(path))
          : target
        : posix.join(target, rest)
      return [{ context: path, container, step }]
    })
  })
}

/** As the user wrote it, since a trailing slash or dot makes it a folder. */
function destinationOf(step: Step, known: string): string {
  const { instruction } = step
  const written =
    instruction.name === 'COPY' || instruction.name === 'ADD' ? instruction.destination.value : known
  return expand(written, step)
}

/** `COPY package*.json .` has a wildcard that may match several files: the destination has to be a folder. */
const isExistingFolder = (target: string, source: string) => /[*?[]/.test(source) || target === '/'

/** A COPY's source relative to the context; the context itself is the empty string. */
export function cleanSource(source: string): string {
  const path = posix.normalize(`/${source}`).slice(1).replace(/\/$/, '')
  return path
}

/** For a path: what of it comes below the source, the empty string where it is the source; undefined where it is neither. */
function sourceMatcher(source: string): (path: string) => string | undefined {
  if (source === '') return path => path
  if (!/[*?[]/.test(source)) {
    return path =>
      path === source ? '' : path.startsWith(`${source}/`) ? path.slice(source.length + 1) : undefined
  }
  const parts = source.split('/').map(part =>
    part
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]'),
  )
  const pattern = regexp(`^${parts.join('/')}(?:/(.*))?$`)
  return path => {
    const match = pattern?.exec(path)
    return match ? (match[1] ?? '') : undefined
  }
}

function regexp(source: string): RegExp | undefined {
  try {
    return new RegExp(source)
  } catch {
    return undefined
  }
}
