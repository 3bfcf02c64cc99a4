import type { Effect, Stage } from '../../model/build-model.ts'

type Copy = Extract<Effect, { readonly kind: 'copies-from-context' | 'copies-from-stage' }>

/**
 * Absolute paths that a stage's COPY and ADD brought into the image. A folder's contents land in the destination, so
 * the destination itself is named; where that is a place that many share (`/usr/local/bin`), the files from the build
 * context are named one by one. Paths that turn out not to be in the image do no harm.
 */
export const copiedPaths = (stage: Stage, contextFiles: readonly string[]): readonly string[] => {
  const paths = stage.steps.flatMap(step =>
    step.effects.flatMap(effect =>
      effect.kind === 'copies-from-context' || effect.kind === 'copies-from-stage'
        ? pathsOf(effect, step.workdir, contextFiles)
        : [],
    ),
  )
  return [...new Set(paths)].sort()
}

const pathsOf = (copy: Copy, workdir: string, contextFiles: readonly string[]): readonly string[] => {
  const destination = clean(
    copy.destination.startsWith('/') ? copy.destination : `${workdir}/${copy.destination}`,
  )
  const files = copy.kind === 'copies-from-context' ? contextFiles : []
  return [destination, ...copy.sources.flatMap(source => landing(clean(`/${source}`), destination, files))]
}

/** A file lands under its own name, a folder's files under theirs. */
const landing = (source: string, destination: string, files: readonly string[]): readonly string[] => {
  const named = source.includes('*') ? [] : [join(destination, source.slice(source.lastIndexOf('/') + 1))]
  const pattern = globOf(source)
  return [
    ...named,
    ...files
      .map(file => `/${file}`)
      .flatMap(file => {
        if (source === '/') return [join(destination, file)]
        const match = pattern.exec(file)?.[1]
        if (match === undefined) return []
        return [join(destination, match === '' ? file.slice(file.lastIndexOf('/') + 1) : match)]
      }),
  ]
}

/** Matches a file that the source names, or that lies in a folder that it names; the rest of the path is captured. */
const globOf = (source: string): RegExp => {
  const escaped = source
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '[^/]*')
    .replace(/\?/g, '[^/]')
  return new RegExp(`^${escaped}((?:/.*)?)$`)
}

const clean = (path: string): string =>
  `/${path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')}`

const join = (directory: string, path: string): string => clean(`${directory}/${path}`)
