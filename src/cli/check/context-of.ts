import type { AppFiles } from '../../app/app-files.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { FoundFile } from './find-files.ts'

/** A build context and where it lies. */
export interface FoundContext {
  readonly folder: string
  readonly app: AppFiles
}

/**
 * The folder that a Dockerfile is built from. Nothing in a repository says it for sure: it is the first of the folders
 * that may be it in which the file's COPYs find what they name. Where none has any of it, it is the one that a
 * Compose or Bake file names, and undefined without one.
 */
export function contextOf(
  { text, shown, contexts, builds }: FoundFile,
  open: (folder: string) => AppFiles,
): FoundContext | undefined {
  const sources = plainSources(text, shown)
  for (const folder of contexts) {
    const app = open(folder)
    if (sources.length === 0 || sources.some(source => exists(app, source))) return { folder, app }
  }
  const [first] = contexts
  return builds.length === 0 || first === undefined ? undefined : { folder: first, app: open(first) }
}

/** Sources that are one path, without variables or wildcards: `.` says nothing of the folder. */
function plainSources(text: string, file: string): readonly string[] {
  return parseDockerfile(text, file).instructions.flatMap(instruction =>
    (instruction.name === 'COPY' || instruction.name === 'ADD') && instruction.from === undefined
      ? instruction.sources.flatMap(({ value }) => {
          const path = value.replace(/^(?:\.?\/)+|\/+$/g, '')
          return /[$*?[\\:]/.test(path) || path === '' || path === '.' ? [] : [path]
        })
      : [],
  )
}

function exists(app: AppFiles, path: string): boolean {
  return app.has(path) || app.list().some(file => file.startsWith(`${path}/`))
}
