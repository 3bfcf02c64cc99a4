import type { ImageTree } from '../image/root/image-tree.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { RuntimeConfig } from './closure.ts'

const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

export const environment = (config: RuntimeConfig): ReadonlyMap<string, string> =>
  new Map(
    config.env.map(entry => {
      const equals = entry.indexOf('=')
      return equals < 0 ? [entry, ''] : [entry.slice(0, equals), entry.slice(equals + 1)]
    }),
  )

/** Where exec would find a program: by PATH, or by the working directory. Undefined where nothing executable is there. */
export const programOnPath = (tree: ImageTree, config: RuntimeConfig, name: string): string | undefined => {
  if (name === '') return undefined
  if (name.includes('/')) {
    return executable(tree, name.startsWith('/') ? name : `${config.workdir || '/'}/${name}`)
  }
  const path = environment(config).get('PATH') ?? defaultPath
  return path
    .split(':')
    .map(directory => executable(tree, `${directory || config.workdir}/${name}`))
    .find(found => found !== undefined)
}

const executable = (tree: ImageTree, path: string): string | undefined => {
  const resolution = resolvePath(tree, path, true)
  const node = resolution.kind === 'found' ? tree.get(resolution.path) : undefined
  return node?.kind === 'file' && (node.mode & 0o111) !== 0 ? path : undefined
}
