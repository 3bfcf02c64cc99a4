import type { AppFiles } from '../app/app-files.ts'
import { parseDockerIgnore } from '../app/dockerignore.ts'
import type { BuildModel } from '../model/build-model.ts'
import type { Change } from '../model/change.ts'
import { buildModel } from '../model/model.ts'
import type { Candidate } from './candidate.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import { dockerIgnorePath } from '../model/context-copies.ts'
import { appendLines, contextSources } from '../model/ignore-more.ts'

/** Files that no build reads, whatever the stack, and whose edits would make a `COPY . .` run again. */
const always = ['.dockerignore', 'laststage.yaml']

/**
 * The `.dockerignore` with what it lacks at its end, as a file to emit; empty where nothing is lacking.
 * Only what a COPY of the whole context would bring in is added, and never what a COPY names.
 */
export function extendDockerIgnore(
  app: AppFiles,
  build: BuildModel | undefined,
  dockerfile: string,
  wanted: readonly string[],
  emitted: readonly string[],
): Readonly<Record<string, string>> {
  const path = dockerIgnorePath(app, dockerfile)
  const text = app.read(path) ?? ''
  const ignore = parseDockerIgnore(text)
  // What is emitted beside the Dockerfile is copied: an allow list has to let it in.
  const readmitted = emitted.filter(each => ignore.ignores(each)).map(each => `!${each}`)
  const sources = build ? contextSources(build) : ['']
  const patterns = !sources.includes('')
    ? []
    : [...wanted, dockerfile, path, ...always.filter(each => app.has(each))]
  const missing: string[] = []
  for (const pattern of patterns) {
    const exception = pattern.startsWith('!')
    const plain = exception ? pattern.slice(1) : pattern
    const sample = plain.replace(/^\*\*\//, '')
    const named = sources.some(
      source => source !== '' && (source === sample || source.startsWith(`${sample}/`)),
    )
    // `node_modules` alone leaves those of the packages below in.
    const samples = sample === plain ? [sample] : [sample, `below/${sample}`]
    const known = parseDockerIgnore(appendLines(text, missing))
    if (!named && !samples.every(each => known.ignores(each) !== exception)) missing.push(pattern)
  }
  const added = [...missing, ...readmitted]
  return added.length === 0 ? {} : { [path]: appendLines(text, added) }
}

/**
 * A candidate whose build context leaves out some more paths, where its Dockerfile copies the whole context: what
 * laststage is about to put beside the Dockerfile would otherwise be in the next image, and not in the one proved.
 */
export function leaveOutToo(app: AppFiles, candidate: Candidate, patterns: readonly string[]): Candidate {
  const { dockerfile, files } = candidate
  const build = buildModel(parseDockerfile(files[dockerfile] ?? '', dockerfile))
  if (!contextSources(build).includes('')) return candidate
  const path = dockerIgnorePath(app, dockerfile)
  const text = files[path] ?? app.read(path) ?? ''
  const ignore = parseDockerIgnore(text)
  const missing = patterns.filter(pattern => !ignore.ignores(pattern.replace('**/*', 'Dockerfile')))
  if (missing.length === 0) return candidate
  const change: Change = {
    id: 'dockerignore',
    title: `Leave laststage's own files out of the build context (${path})`,
    because: 'The receipt and the backups would otherwise be in the image, which was proved without them.',
    evidence: [],
    applicability: 'safe',
  }
  return {
    ...candidate,
    files: { ...files, [path]: appendLines(text, missing) },
    changes: [...candidate.changes, change],
  }
}
