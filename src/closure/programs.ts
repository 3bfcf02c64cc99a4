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

/** What dash and busybox do themselves: no program of that name is started. */
const builtins = new Set(
  '. : [ break cd command continue echo eval exec exit export false getopts hash kill local printf pwd read return set shift test times trap true type ulimit umask unset wait if then else elif fi for do done while until case esac in'.split(
    ' ',
  ),
)

/** Words of a shell command that may name programs. Quotes and operators separate; a word too many costs bytes only. */
export const shellWords = (command: string): readonly string[] => [
  ...new Set(
    command
      .split(/[\s;|&()<>"'`$={}]+/)
      .filter(word => /^[\w./+-]+$/.test(word) && !word.startsWith('-') && !builtins.has(word)),
  ),
]
