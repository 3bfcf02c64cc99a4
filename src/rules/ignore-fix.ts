import type { AppFiles } from '../app/app-files.ts'
import { isDockerfileName } from '../app/dockerfile-names.ts'
import type { TextEdit } from '../dockerfile/edit.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { BuildModel } from '../model/build-model.ts'
import { dockerIgnorePath } from '../model/context-copies.ts'
import { contextSources, ignoreMore } from '../model/ignore-more.ts'
import { buildModel } from '../model/model.ts'
import type { Fix, RuleContext } from './rule.ts'

/**
 * A fix that leaves paths out of the build context. Undefined where an instruction names one of them, of this Dockerfile or
 * of another one that shares the `.dockerignore`: that COPY would find nothing.
 */
export function ignoreFix(
  { app, model, dockerfile }: RuleContext,
  paths: readonly string[],
  applicability: Fix['applicability'],
): Fix | undefined {
  if (app === undefined || paths.length === 0) return undefined
  // In a `.dockerignore` these mean something else than the character.
  if (paths.some(path => /[*?[\]\\!#\s]/.test(path))) return undefined
  const file = dockerIgnorePath(app, dockerfile)
  // What cannot be read is not written either.
  if (app.has(file) && app.read(file) === undefined) return undefined
  const others = file === '.dockerignore' ? app.list().filter(isDockerfileName) : []
  const models = [model, ...others.filter(path => path !== dockerfile).map(path => modelOf(app.read(path)))]
  if (models.some(each => paths.some(path => asksFor(each, path)))) return undefined
  return { title: `Write ${paths.join(' and ')} into ${file}`, applicability, edits: [], ignore: paths }
}

/** What leaving paths out changes in the `.dockerignore` that counts for a Dockerfile. */
export interface IgnoreChange {
  /** In the build context. */
  readonly path: string
  /** Undefined where there is no such file yet. */
  readonly before: string | undefined
  /** The lines at its end. */
  readonly edit: TextEdit
  readonly after: string
}

/** What `ignore` of a fix comes to; undefined where all the paths are left out already. */
export function ignoreChange(
  app: AppFiles,
  dockerfile: string,
  paths: readonly string[] = [],
): IgnoreChange | undefined {
  const path = dockerIgnorePath(app, dockerfile)
  const before = app.read(path)
  const start = before ?? ''
  const after = ignoreMore(start, paths)
  if (after === start) return undefined
  const edit = { from: start.length, to: start.length, text: after.slice(start.length) }
  return { path, before, edit, after }
}

function modelOf(text: string | undefined): BuildModel {
  return buildModel(parseDockerfile(text ?? ''))
}

/** Whether an instruction names the path, something in it or a folder that holds it; the whole context does not count. */
function asksFor(model: BuildModel, path: string): boolean {
  if (contextSources(model).some(source => source !== '' && mayMean(source, path))) return true
  return model.stages.some(({ steps }) =>
    steps.some(({ effects, instruction }) => {
      if (instruction.name === 'ONBUILD') return instruction.logical.text.includes(path)
      return effects.some(
        effect =>
          effect.kind === 'mounts' &&
          effect.mount.type === 'bind' &&
          effect.mount.from === undefined &&
          mayMean(effect.mount.source ?? '', path),
      )
    }),
  )
}

/** From a wildcard or a variable on, it may mean anything. */
function mayMean(source: string, path: string): boolean {
  const plain = source.replace(/[*?[$].*$/, '')
  if (plain !== source) return path.startsWith(plain) || plain.startsWith(`${path}/`)
  const named = source.replace(/^(?:\.?\/)+|\/+$/g, '')
  return named === '' || named === '.' || named === path || inIt(named, path) || inIt(path, named)
}

function inIt(path: string, folder: string): boolean {
  return path.startsWith(`${folder}/`)
}
