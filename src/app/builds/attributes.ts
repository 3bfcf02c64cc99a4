import { posix } from 'node:path'
import type { InlineDockerfile, Known, NamedBuild, UnknownBuild } from './named-build.ts'

/** What is said of a build, before it is merged with what it inherits. */
export interface BuildAttributes {
  /** With the folder that it is relative to. */
  readonly context?: { readonly path: Known; readonly folder: string }
  readonly dockerfile?: Known
  readonly inline?: { readonly text: Known; readonly place: InlineDockerfile['place'] }
  readonly target?: Known
  readonly args?: Readonly<Record<string, Known>>
  readonly contexts?: readonly string[]
  readonly platforms?: readonly string[]
  readonly ships?: boolean
}

export const known = (value: string): Known => ({ kind: 'known', value })
export const unknown = (reason: string): Known => ({ kind: 'unknown', reason })

/** The later one wins; arguments and contexts are taken from both. */
export function mergeAttributes(below: BuildAttributes, above: BuildAttributes): BuildAttributes {
  return {
    ...below,
    ...above,
    args: { ...below.args, ...above.args },
    contexts: [...(below.contexts ?? []), ...(above.contexts ?? [])],
  }
}

/** Where a build is described. */
export type Origin = Pick<NamedBuild, 'name' | 'by' | 'file' | 'line'>

/**
 * The build that attributes describe; none where its files lie elsewhere, in a repository or outside of the root. What
 * cannot be known of it is told. Without its Dockerfile there is no build; without its target it is that of the last stage.
 */
export function buildOf(
  attributes: BuildAttributes,
  origin: Origin,
): { readonly build?: NamedBuild | undefined; readonly unknown?: UnknownBuild } {
  const { context, dockerfile, inline, target } = attributes
  if (context?.path.kind === 'unknown') return unknownBuild(origin, 'context', context.path.reason)
  const file = inline?.text ?? dockerfile
  if (file?.kind === 'unknown') return unknownBuild(origin, 'Dockerfile', file.reason)
  const build = placedBuild(attributes, origin)
  if (build === undefined || target?.kind !== 'unknown') return { build }
  return { build, ...unknownBuild(origin, 'target', target.reason) }
}

function placedBuild(attributes: BuildAttributes, origin: Origin): NamedBuild | undefined {
  const { context, dockerfile, inline, target } = attributes
  const folder = context === undefined ? posix.dirname(origin.file) : folderOf(context)
  const file = inline === undefined ? inside(folder, valueOf(dockerfile) ?? 'Dockerfile') : origin.file
  const text = valueOf(inline?.text)
  if (folder === undefined || file === undefined) return undefined
  return {
    ...origin,
    context: folder === '.' ? '' : folder,
    dockerfile: file,
    inline: text === undefined ? undefined : { text, place: inline?.place },
    target: valueOf(target) || undefined,
    args: knownArgs(attributes.args ?? {}),
    contexts: attributes.contexts ?? [],
    ...(attributes.platforms === undefined ? {} : { platforms: attributes.platforms }),
    ships: attributes.ships !== false,
  }
}

function unknownBuild({ name, file, line }: Origin, what: string, reason: string) {
  return { unknown: { file, line, message: `${name}: the ${what} is not known, since ${reason}` } }
}

function valueOf(known: Known | undefined): string | undefined {
  return known?.kind === 'known' ? known.value : undefined
}

/** A repository or an archive is no folder of ours. */
function folderOf({ path, folder }: NonNullable<BuildAttributes['context']>): string | undefined {
  const value = valueOf(path) ?? '.'
  if (/^(?:[a-z][a-z0-9+.-]*:|git@|github\.com\/|-$)/i.test(value)) return undefined
  return inside(folder, value)
}

/** The path relative to the root; undefined where it leads out of it, or is absolute. */
function inside(folder: string | undefined, path: string): string | undefined {
  if (folder === undefined || path.startsWith('/')) return undefined
  const joined = posix.normalize(posix.join(folder, path)).replace(/(.)\/$/, '$1')
  return joined === '..' || joined.startsWith('../') ? undefined : joined
}

function knownArgs(args: Readonly<Record<string, Known>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(args).flatMap(([key, value]) => (value.kind === 'known' ? [[key, value.value]] : [])),
  )
}
