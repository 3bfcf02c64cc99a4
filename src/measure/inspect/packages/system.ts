import type { ImageTree } from '../image-tree.ts'
import { inodesOfPaths } from './inodes.ts'
import { ownedPackage, type OwnedPackage } from './package.ts'

const DPKG = '/var/lib/dpkg'

/** Debian's packages: `status` with its lists of files, and `status.d` of distroless images. */
export function dpkgPackages(tree: ImageTree, texts: ReadonlyMap<string, string>): OwnedPackage[] {
  const packages = paragraphs(texts.get(`${DPKG}/status`) ?? '')
    .filter(fields => (fields.get('Status') ?? '').endsWith(' installed'))
    .map(fields => dpkgPackage(fields, listOf(fields, texts), tree))
  for (const [path, text] of texts) {
    if (!path.startsWith(`${DPKG}/status.d/`) || path.endsWith('.md5sums')) continue
    const sums = texts.get(`${path}.md5sums`)
    for (const fields of paragraphs(text))
      if (fields.has('Package'))
        packages.push(dpkgPackage(fields, sums === undefined ? undefined : pathsOfSums(sums), tree))
  }
  return packages
}

function listOf(
  fields: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
): readonly string[] | undefined {
  const name = fields.get('Package') ?? ''
  const list =
    texts.get(`${DPKG}/info/${name}.list`) ??
    texts.get(`${DPKG}/info/${name}:${fields.get('Architecture')}.list`)
  return list?.split('\n')
}

/** `md5  usr/share/…`, one a line. */
function pathsOfSums(text: string): readonly string[] {
  return text.split('\n').map(line => `/${line.slice(34)}`)
}

function dpkgPackage(
  fields: ReadonlyMap<string, string>,
  paths: readonly string[] | undefined,
  tree: ImageTree,
): OwnedPackage {
  const about = {
    ecosystem: 'dpkg' as const,
    name: fields.get('Package') ?? '',
    version: fields.get('Version') ?? '',
    path: undefined,
  }
  if (paths) return ownedPackage({ ...about, how: 'listed' }, inodesOfPaths(tree, paths))
  const bytes = 1024 * Number(fields.get('Installed-Size') ?? 0)
  return { package: { ...about, bytes, files: 0, how: 'declared' }, inodes: new Set() }
}

/** Alpine's packages: `P:` name, `V:` version, `F:` a folder and `R:` a file in it. */
export function apkPackages(tree: ImageTree, texts: ReadonlyMap<string, string>): OwnedPackage[] {
  const text = texts.get('/lib/apk/db/installed') ?? texts.get('/usr/lib/apk/db/installed') ?? ''
  return text.split('\n\n').flatMap(block => {
    const paths: string[] = []
    const fields = new Map<string, string>()
    for (const line of block.split('\n')) {
      const key = line.slice(0, 2)
      if (key === 'R:') paths.push(`/${fields.get('F:') ? `${fields.get('F:')}/` : ''}${line.slice(2)}`)
      else fields.set(key, line.slice(2))
    }
    const name = fields.get('P:')
    if (name === undefined) return []
    const version = fields.get('V:') ?? ''
    const about = { ecosystem: 'apk', name, version, path: undefined, how: 'listed' } as const
    return [ownedPackage(about, inodesOfPaths(tree, paths))]
  })
}

/** Paragraphs of `Key: value` lines; continued lines are of no interest here. */
function paragraphs(text: string): ReadonlyMap<string, string>[] {
  return text.split(/\n{2,}/).map(
    block =>
      new Map(
        block.split('\n').flatMap(line => {
          const colon = line.indexOf(': ')
          return colon <= 0 || line.startsWith(' ')
            ? []
            : [[line.slice(0, colon), line.slice(colon + 2)] as const]
        }),
      ),
  )
}
