import { posix } from 'node:path'
import type { AppFiles } from '../../app/app-files.ts'
import type { PackageJson } from '../../app/package-json.ts'
import { workspacePackages } from '../../app/workspaces.ts'
import type { CopiedFile } from '../../model/context-copies.ts'

/** A package whose files the last stage needs. */
export interface ServerPackage {
  readonly manifest: PackageJson
  /** In the container. */
  readonly folder: string
  /** What the build makes in it, relative to the folder; undefined where its files run as they are. */
  readonly output: string | undefined
  /** A site that the build makes beside files that run as they are, relative to the folder. */
  readonly site?: string
}

/** The packages of the workspace in which an app is installed. */
export interface Workspace {
  readonly root: PackageJson
  /** Where the root is in the container. */
  readonly folder: string
  readonly members: readonly PackageJson[]
}

/** Undefined where the folder holds one package alone. */
export function workspaceAt(app: AppFiles, root: PackageJson, folder: string): Workspace | undefined {
  const members = workspacePackages(app, root)
  return members.length === 0 ? undefined : { root, folder, members }
}

/** The folder of a package in the container. */
export function folderOf({ root, folder }: Workspace, member: PackageJson): string {
  return posix.join(folder, posix.relative(posix.dirname(root.path), posix.dirname(member.path)))
}

/** The member that a flag of the package manager means, by its name or its folder. */
export function memberCalled(workspace: Workspace, written: string): PackageJson | undefined {
  return workspace.members.find(
    each =>
      each.name?.value === written ||
      posix.relative(posix.dirname(workspace.root.path), posix.dirname(each.path)) === written,
  )
}

/** A package with those of its workspace that it needs at run time, and they in turn; what others need comes first. */
export function withLocalPackages(
  workspace: Workspace,
  target: PackageJson,
  seen = new Set<PackageJson>(),
): readonly PackageJson[] {
  if (seen.has(target)) return []
  seen.add(target)
  const local = workspace.members.filter(
    each => each.name !== undefined && target.dependencies.has(each.name.value),
  )
  return [...local.flatMap(each => withLocalPackages(workspace, each, seen)), target]
}

/**
 * What the build makes of a package: the folder in which the file lies that starts or is imported, where the context
 * has nothing of it.
 */
export function outputOf(
  copied: readonly CopiedFile[],
  folder: string,
  entry: string | undefined,
): string | undefined | { readonly reason: string } {
  const path = entry === undefined ? undefined : posix.normalize(entry)
  const [top = ''] = path?.split('/') ?? []
  const place = posix.join(folder, top)
  const [inside, beside] = [`${place}/`, `${place}.`]
  const there = copied.some(({ container }) => container === place || container.startsWith(inside))
  // `node server` starts server.js, and `node build` what lies in a folder.
  const file = copied.some(({ container }) => container.startsWith(beside))
  if (
    path === undefined ||
    top === '..' ||
    top === '' ||
    top === '.' ||
    (!path.includes('/') && (there || file || /\.\w+$/.test(top)))
  )
    return { reason: 'which folder the build makes cannot be told from what starts' }
  return there ? { reason: `${top} holds files of the context and of the build` } : top
}

/** A package that others import: built where nothing of the folder of its entry point is in the context. */
export function importedOutput(
  copied: readonly CopiedFile[],
  folder: string,
  { main = 'index.js', path }: PackageJson,
): string | undefined | { readonly reason: string } {
  const place = posix.join(folder, main)
  if (copied.some(({ container }) => container === place)) return undefined
  const output = outputOf(copied, folder, main)
  return typeof output === 'object'
    ? { reason: `what the build makes of ${path} cannot be told: ${main} is not there` }
    : output
}
