import { dirname, join, relative, sep } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import { type CheckOptions, type CheckResult, checkDockerfile } from '../../rules/check-document.ts'
import type { Diagnostic } from '../../dockerfile/source.ts'
import { folderWithConfig, withIds } from '../check/check-config.ts'
import { contextOf } from '../check/context-of.ts'
import { buildsAround } from '../check/named-builds.ts'
import type { Folders } from './folders.ts'

/** A Dockerfile as it stands in an editor. */
export interface OpenFile {
  /** Undefined where it was never saved. */
  readonly path: string | undefined
  readonly text: string
}

/** What was found in it, and what with. */
export interface Linted {
  readonly result: CheckResult
  /** As `check` was called, for fixes. */
  readonly options: CheckOptions
  /** The name by which `result` calls the Dockerfile. */
  readonly file: string
  /** Where the paths of other files start that findings stand in. */
  readonly folder: string | undefined
  /** What is wrong with the configuration, and in which file that stands. */
  readonly config: { readonly path: string; readonly faults: readonly Diagnostic[] } | undefined
}

/**
 * Checks an open file as `laststage check` would.
 * @param roots the folders that are open in the editor
 */
export async function lint(
  { path, text }: OpenFile,
  roots: readonly string[],
  folders: Folders,
): Promise<Linted> {
  if (path === undefined) {
    const file = 'Dockerfile'
    return { result: checkDockerfile(text, file), options: {}, file, folder: undefined, config: undefined }
  }
  const around = [dirname(path), ...roots.filter(root => path.startsWith(root + sep))]
  const { builds: found } = await buildsAround(path, around.at(-1) ?? dirname(path), folders.open)
  const builds = found.map(({ build }) => build)
  const contexts = [...found.map(each => each.context), ...around]
  const context = contextOf({ shown: path, absolute: path, text, contexts, builds }, folders.open)
  const file = relative(context?.folder ?? dirname(path), path).replaceAll('\\', '/')
  const configured = folderWithConfig(around, folders.open)
  const read = configured === undefined ? undefined : await folders.config(configured)
  const options = { ...optionsOf(context?.app, read?.config.check && withIds(read.config.check)), builds }
  return {
    result: checkDockerfile(text, file, options),
    options,
    file,
    folder: context?.folder,
    config:
      configured === undefined || read?.file === undefined
        ? undefined
        : { path: join(configured, read.file), faults: read.diagnostics },
  }
}

function optionsOf(
  app: AppFiles | undefined,
  check: { rules?: CheckOptions['severities']; registries?: readonly string[] } | undefined,
): CheckOptions {
  return { app, severities: check?.rules, registries: check?.registries }
}
