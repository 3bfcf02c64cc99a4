import type { RuntimeConfig } from '../../closure/closure.ts'
import { programOnPath } from '../../closure/programs.ts'
import { type ImageTree, nameOf, parentOf } from '../../image/root/image-tree.ts'
import type { InstalledPackages } from '../../image/packages/package-database.ts'
import { resolvePath } from '../../image/root/resolve.ts'

/** How the rootfs stage reads the package database of the app's image. */
export interface RootfsTools {
  /** Writes the files of `$packages` to `owned`. */
  readonly listFiles: readonly string[]
  /** Writes the database of `$packages` into /rootfs/system. */
  readonly writeMetadata: readonly string[]
}

/** Where nothing of the app's own image serves: Debian has GNU tar, awk and dpkg-query. */
export const defaultRootfsImage = 'debian:bookworm-slim'

const programs = [
  'sh',
  'tar',
  'awk',
  'find',
  'sed',
  'sort',
  'grep',
  'chroot',
  'cp',
  'env',
  'readlink',
  'head',
]

/** True where the app's image itself has what the rootfs stage needs: then no other image has to be fetched. */
export const canAssembleItself = (
  tree: ImageTree,
  config: RuntimeConfig,
  packages: InstalledPackages,
): boolean => {
  const wanted = packages.databases.some(({ manager }) => manager === 'dpkg')
    ? [...programs, 'dpkg-query']
    : programs
  return wanted.every(name => {
    const path = programIn(tree, config, name)
    if (path === undefined) return false
    // busybox's tar knows no extended attributes.
    return name !== 'tar' || nameOf(resolvePath(tree, path, true).path) === 'tar'
  })
}

/** By the default PATH: what a RUN instruction finds, whatever the app is given. */
const programIn = (tree: ImageTree, config: RuntimeConfig, name: string): string | undefined =>
  programOnPath(tree, { ...config, env: [] }, name)

/**
 * Undefined where a database is there that the stage cannot read: its packages are then named by their files. rpm's is
 * binary, so that only the app's own rpm reads it.
 */
export const rootfsTools = (
  tree: ImageTree,
  config: RuntimeConfig,
  packages: InstalledPackages,
): RootfsTools | undefined => {
  const manager = packages.databases[0]?.manager
  const source = packages.databases[0]?.sources[0] ?? ''
  if (manager === 'apk') return apkTools(source)
  if (manager === 'rpm') {
    const reads = canAssembleItself(tree, config, packages) && programIn(tree, config, 'rpm') !== undefined
    return reads ? rpmTools(parentOf(source)) : undefined
  }
  if (manager !== 'dpkg') return undefined
  return tree.get('/var/lib/dpkg/status') === undefined ? distrolessTools : dpkgTools
}

const dpkgTools: RootfsTools = {
  listFiles: [
    'dpkg-query --admindir=/app/var/lib/dpkg --listfiles $packages > listed',
    `sed -n -e 's/^diverted by .* to: //p' -e '/^\\/./p' listed > owned`,
  ],
  writeMetadata: [
    'status=/rootfs/system/var/lib/dpkg/status.d; mkdir -p "$status"',
    'for package in $packages; do',
    '  dpkg-query --admindir=/app/var/lib/dpkg --status "$package" > "$status/$package"',
    '  for sums in "/app/var/lib/dpkg/info/$package.md5sums" "/app/var/lib/dpkg/info/$package:"*.md5sums; do',
    '    if [ -e "$sums" ]; then cp "$sums" "$status/$package.md5sums"; fi',
    '  done',
    'done',
    'find "$status" -exec touch -h -d @0 {} + && touch -r /app/var/lib/dpkg /rootfs/system/var/lib/dpkg',
  ],
}

const distrolessTools: RootfsTools = {
  listFiles: [
    '(cd /app/var/lib/dpkg/status.d && for package in $packages; do cat "$package.md5sums"; done) > sums',
    `sed -e 's/^[0-9a-f]* [ *]//' -e 's/^\\.\\{0,1\\}\\/\\{0,1\\}/\\//' sums > owned`,
  ],
  writeMetadata: [
    'status=/rootfs/system/var/lib/dpkg/status.d; mkdir -p "$status"',
    'for package in $packages; do cp -p "/app/var/lib/dpkg/status.d/$package"* "$status/"; done',
    'touch -r /app/var/lib/dpkg "$status" /rootfs/system/var/lib/dpkg',
  ],
}

/**
 * rpm locks what it reads, and the app is mounted read-only. The database itself goes along whole: it names more
 * packages than are kept, as the original does.
 */
const rpmTools = (folder: string): RootfsTools => ({
  listFiles: [
    `rm -rf database && cp -a /app${folder} database`,
    'rpm --dbpath /lists/database --query --list $packages > listed || { grep "not installed" listed >&2; exit 1; }',
    `sed -n '/^\\/./p' listed > owned`,
  ],
  writeMetadata: [`: # the database ${folder} is kept whole`],
})

const apkTools = (database: string): RootfsTools => ({
  listFiles: [
    `awk -v wanted="$packages" 'BEGIN { n = split(wanted, list, /[ \\n]+/); for (i = 1; i <= n; i++) want[list[i]] }`,
    '/^P:/ { name = substr($0, 3); on = name in want; if (on) delete want[name]; folder = "" }',
    '/^F:/ { folder = substr($0, 3); if (folder != "") folder = "/" folder }',
    'on && /^R:/ { print folder "/" substr($0, 3) }',
    'END { for (name in want) if (name != "") { print "laststage: not installed: " name > "/dev/stderr"; exit 1 } }',
    `' /app${database} > owned`,
  ],
  writeMetadata: [
    `awk -v wanted="$packages" 'BEGIN { RS = ""; ORS = "\\n\\n"; n = split(wanted, list, /[ \\n]+/)`,
    '  for (i = 1; i <= n; i++) want[list[i]] }',
    '{ name = $0; sub(/^P:/, "\\nP:", name); sub(/^(.*\\n)?P:/, "", name); sub(/\\n.*/, "", name) } name in want',
    `' /app${database} > /rootfs/system${database}`,
    `touch -r /app${database} /rootfs/system${database}`,
  ],
})
