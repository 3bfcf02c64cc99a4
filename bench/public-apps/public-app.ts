import { existsSync, globSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import sets from './sets.json' with { type: 'json' }

/** One app of a public set, in a folder of this machine. */
export interface PublicApp {
  readonly set: SetId
  /** Its folder within the set, as the report names it: `django/app`. */
  readonly name: string
  readonly folder: string
  readonly hasDockerfile: boolean
}

const setIds = ['railpack', 'slim', 'awesome-compose'] as const

export type SetId = (typeof setIds)[number]

export const setNamed = (name: string): SetId | undefined => setIds.find(id => id === name)

/** In: the set's folder on this machine, a checkout of its repository. */
export function appsOf(set: SetId, checkout: string): readonly PublicApp[] {
  const { folder, apps, skip } = sets[set]
  const root = join(checkout, folder)
  const names = apps === 'folders' ? foldersOf(root) : globSync('**/Dockerfile', { cwd: root }).map(dirname)
  const own = names.filter(name => !skip.some(start => name.startsWith(start)))
  return own.sort().map(name => {
    const app = join(root, name)
    return { set, name, folder: app, hasDockerfile: existsSync(join(app, 'Dockerfile')) }
  })
}

export const repositoryOf = (set: SetId): string => sets[set].repository

function foldersOf(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => name)
}
