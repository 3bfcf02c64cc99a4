import type { Range } from '../dockerfile/source.ts'
import type { AppFiles } from './app-files.ts'
import { type JsonNode, parseJsonWithRanges } from './json-ranges.ts'

/** A string of a manifest with the place where it stands. */
export interface Located {
  readonly value: string
  readonly range: Range
}

/** What of a package.json matters to a build; every value with its place. */
export interface PackageJson {
  readonly path: string
  readonly name: Located | undefined
  /** True where no registry would take it: an app, or the root of a workspace. */
  readonly isPrivate: boolean
  readonly homepage: Located | undefined
  readonly packageManager: Located | undefined
  readonly node: Located | undefined
  readonly scripts: ReadonlyMap<string, Located>
  readonly dependencies: ReadonlyMap<string, Located>
  readonly devDependencies: ReadonlyMap<string, Located>
  /** Patterns of the folders of its workspace; empty where it has none. */
  readonly workspaces: readonly string[]
  /** Where other packages enter it: `exports`, else `main`; undefined where neither names one file. */
  readonly main: string | undefined
}

/** Undefined where the file is absent or no JSON object. */
export function readPackageJson(app: AppFiles, path: string): PackageJson | undefined {
  const text = app.read(path)
  const root = text === undefined ? undefined : parseJsonWithRanges(text)
  if (root?.kind !== 'object') return undefined
  return {
    path,
    name: located(root.members.get('name')),
    isPrivate: isTrue(root.members.get('private')),
    homepage: located(root.members.get('homepage')),
    packageManager: located(root.members.get('packageManager')),
    node: entries(root.members.get('engines')).get('node'),
    scripts: entries(root.members.get('scripts')),
    dependencies: entries(root.members.get('dependencies')),
    devDependencies: entries(root.members.get('devDependencies')),
    workspaces: patternsOf(root.members.get('workspaces')),
    main: firstPath(root.members.get('exports')) ?? located(root.members.get('main'))?.value,
  }
}

/** A list, or the list `packages` of an object. */
function patternsOf(node: JsonNode | undefined): readonly string[] {
  const list = node?.kind === 'object' ? node.members.get('packages') : node
  return list?.kind === 'array' ? list.items.flatMap(item => located(item)?.value ?? []) : []
}

/** Of conditions the first that is no type declaration, of entry points that of the package itself. */
function firstPath(node: JsonNode | undefined): string | undefined {
  if (node?.kind !== 'object') return located(node)?.value
  const own = node.members.get('.')
  if (own) return firstPath(own)
  return [...node.members]
    .filter(([condition]) => condition !== 'types')
    .map(([, member]) => firstPath(member))
    .find(Boolean)
}

function located(node: JsonNode | undefined): Located | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string'
    ? { value: node.value, range: node.range }
    : undefined
}

const isTrue = (node: JsonNode | undefined) => node?.kind === 'scalar' && node.value === true

function entries(node: JsonNode | undefined): ReadonlyMap<string, Located> {
  if (node?.kind !== 'object') return new Map()
  return new Map(
    [...node.members].flatMap(([key, member]) => {
      const value = located(member)
      return value ? [[key, value] as const] : []
    }),
  )
}
