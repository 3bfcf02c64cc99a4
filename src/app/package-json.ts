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
  readonly homepage: Located | undefined
  readonly packageManager: Located | undefined
  readonly node: Located | undefined
  readonly scripts: ReadonlyMap<string, Located>
  readonly dependencies: ReadonlyMap<string, Located>
  readonly devDependencies: ReadonlyMap<string, Located>
  readonly workspaces: Range | undefined
}

/** Undefined where the file is absent or no JSON object. */
export function readPackageJson(app: AppFiles, path: string): PackageJson | undefined {
  const text = app.read(path)
  const root = text === undefined ? undefined : parseJsonWithRanges(text)
  if (root?.kind !== 'object') return undefined
  return {
    path,
    name: located(root.members.get('name')),
    homepage: located(root.members.get('homepage')),
    packageManager: located(root.members.get('packageManager')),
    node: entries(root.members.get('engines')).get('node'),
    scripts: entries(root.members.get('scripts')),
    dependencies: entries(root.members.get('dependencies')),
    devDependencies: entries(root.members.get('devDependencies')),
    workspaces: root.members.get('workspaces')?.range,
  }
}

function located(node: JsonNode | undefined): Located | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string'
    ? { value: node.value, range: node.range }
    : undefined
}

function entries(node: JsonNode | undefined): ReadonlyMap<string, Located> {
  if (node?.kind !== 'object') return new Map()
  return new Map(
    [...node.members].flatMap(([key, member]) => {
      const value = located(member)
      return value ? [[key, value] as const] : []
    }),
  )
}
