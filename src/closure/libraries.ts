import type { ElfFacts } from '../image/elf.ts'
import { type ImageTree, joinPath, parentOf } from '../image/root/image-tree.ts'
import { resolvePath } from '../image/root/resolve.ts'
import type { RuntimeConfig } from './closure.ts'
import { environment } from './programs.ts'

export interface Libraries {
  /** Where the loader would find each needed library of an ELF file; undefined where it would not. */
  needed(path: string): readonly { readonly name: string; readonly path: string | undefined }[]
}

/**
 * The search of ld.so(8): DT_RPATH where no DT_RUNPATH is, LD_LIBRARY_PATH, DT_RUNPATH, what ld.so.conf names, the
 * default directories; and musl's own path. The directories of the system's libraries are found by their names, so that
 * no architecture is written here.
 */
export const createLibraries = (tree: ImageTree, config: RuntimeConfig): Libraries => {
  const system = systemDirectories(tree)
  const byVariable = (environment(config).get('LD_LIBRARY_PATH') ?? '')
    .split(/[:;]/)
    .filter(path => path !== '')
  const find = (name: string, elf: ElfFacts, origin: string): string | undefined => {
    if (name.includes('/')) return existing(tree, name, elf)
    const own = (paths: readonly string[]) => paths.map(path => expandOrigin(path, origin))
    const directories = [
      ...(elf.runpath.length === 0 ? own(elf.rpath) : []),
      ...byVariable,
      ...own(elf.runpath),
      ...system,
    ]
    return directories
      .map(directory => existing(tree, joinPath(directory, name), elf))
      .find(path => path !== undefined)
  }
  return {
    needed: path => {
      const elf = tree.facts(path).elf
      if (elf === undefined) return []
      return elf.needed.map(name => ({ name, path: find(name, elf, parentOf(path)) }))
    },
  }
}

/** A library of another architecture is passed over, as the loader does. */
const existing = (tree: ImageTree, path: string, wanting: ElfFacts): string | undefined => {
  const resolution = resolvePath(tree, path, true)
  if (resolution.kind !== 'found') return undefined
  const elf = tree.facts(resolution.path).elf
  return elf !== undefined && elf.machine === wanting.machine ? path : undefined
}

const expandOrigin = (path: string, origin: string): string =>
  path.replace(/\$ORIGIN\b|\$\{ORIGIN\}/g, origin).replace(/\$LIB\b|\$\{LIB\}/g, 'lib')

const systemDirectories = (tree: ImageTree): readonly string[] => {
  const multiarch = ['/lib', '/usr/lib'].flatMap(directory =>
    tree
      .list(resolvePath(tree, directory, true).path)
      .filter(name => /-linux-/.test(name))
      .map(name => joinPath(directory, name)),
  )
  const musl = tree
    .list('/etc')
    .filter(name => /^ld-musl-.*\.path$/.test(name))
    .flatMap(name => (tree.text(`/etc/${name}`) ?? '').split(/[:\n]/))
  const configured = readLoaderConfig(tree, '/etc/ld.so.conf', 0)
  const all = [
    ...configured,
    ...musl,
    ...multiarch,
    '/lib64',
    '/usr/lib64',
    '/lib',
    '/usr/lib',
    '/usr/local/lib',
  ]
  return [...new Set(all.filter(path => path.startsWith('/')))]
}

const readLoaderConfig = (tree: ImageTree, path: string, depth: number): readonly string[] =>
  depth > 4
    ? []
    : (tree.text(path) ?? '').split('\n').flatMap(line => {
        const text = line.replace(/#.*/, '').trim()
        const include = /^include\s+(\S+)/.exec(text)?.[1]
        if (include === undefined) return text === '' ? [] : [text]
        return includedFiles(tree, include).flatMap(file => readLoaderConfig(tree, file, depth + 1))
      })

/** `/etc/ld.so.conf.d/*.conf`: a pattern in the last component, as Debian and Red Hat write it. */
const includedFiles = (tree: ImageTree, pattern: string): readonly string[] => {
  const directory = parentOf(pattern)
  const [start = '', end = ''] = pattern.slice(directory.length + 1).split('*')
  return tree
    .list(directory)
    .filter(name => name.startsWith(start) && name.endsWith(end))
    .map(name => joinPath(directory, name))
}
