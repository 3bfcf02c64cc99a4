import { posix } from 'node:path'
import type { Evidence } from './change.ts'
import type { CopiedFile } from './context-copies.ts'
import { absolutePath } from './final-state.ts'

/** Papers and settings of a project that no running program reads. */
const papers =
  /(?:^|\/)(?:Makefile|Dockerfile[^/]*|\.docker[^/]*|docker-compose[^/]*|compose\.ya?ml|\.git[^/]*|\.editorconfig|LICENSE[^/]*|README[^/]*|CHANGELOG[^/]*|CONTRIBUTING[^/]*|CODE_OF_CONDUCT[^/]*|SECURITY\.md|(?:AGENTS|CLAUDE)\.md|\.(?:vscode|idea|husky|devcontainer|claude|cursor)|\.all-contributorsrc|renovate\.json|Procfile|[^/]+\.Dockerfile|laststage\.yaml)(?:\/|$)/i

/**
 * Everything below the working directory of the original image that a program could read by a computed name:
 * what is neither a source nor a paper. Given as the highest folders that hold no source.
 */
export function dataFiles(
  original: readonly Pick<CopiedFile, 'container'>[],
  workdir: string,
  isSource: (path: string) => boolean,
): readonly string[] {
  const start = workdir === '/' ? '/' : `${workdir}/`
  const inside = original
    .filter(({ container }) => container.startsWith(start))
    .map(({ container }) => ({ container, relative: container.slice(start.length) }))
  const sources = new Set(inside.filter(({ relative }) => isSource(relative)))
  const mixed = new Set([...sources].flatMap(({ container }) => ancestors(container)))
  const found = inside
    .filter(file => !sources.has(file) && !papers.test(file.relative))
    .map(({ container }) => {
      const above = ancestors(container).filter(each => each.length > workdir.length)
      return above.find(each => !mixed.has(each)) ?? container
    })
  return [...new Set(found)].sort()
}

/** The folders that hold a path, from the top down. */
function ancestors(path: string): readonly string[] {
  const parts = path.split('/').slice(1, -1)
  return parts.map((_part, index) => `/${parts.slice(0, index + 1).join('/')}`)
}

/**
 * A path that a source names, found among the files of the original image: the file, or the folder that holds what a
 * pattern means. Empty where the original image has no such file from the context.
 */
export function locate(place: Evidence, original: readonly Pick<CopiedFile, 'container'>[], workdir: string) {
  const written = place.fact.replace(/[*?[{].*$/, '')
  const path = absolutePath(workdir, written).replace(/(.)\/$/, '$1')
  const whole = written === place.fact
  const wanted = whole || written.endsWith('/') ? path : posix.dirname(path)
  const isFile = original.some(file => file.container === wanted)
  const isFolder = wanted !== '/' && original.some(file => file.container.startsWith(`${wanted}/`))
  if (!isFile && !isFolder) return []
  return [{ path: wanted, evidence: { ...place, fact: `reads ${place.fact}` } }]
}

/** Paths of which none lies in another. */
export function outermost(paths: readonly string[]): readonly string[] {
  return paths.filter(path => !paths.some(other => other !== path && path.startsWith(`${other}/`))).sort()
}

/** A path of the container as written in an instruction after WORKDIR. */
export function fromWorkdir(workdir: string, path: string): string {
  return workdir !== '/' && path.startsWith(`${workdir}/`) ? `./${path.slice(workdir.length + 1)}` : path
}
