import { type ImageTree, pathOf, type TreeNode } from './inspect/image-tree.ts'

/** What somebody finds who gets into a container of the image. */
export interface Surface {
  /** Installed packages of all kinds. */
  readonly packages: number
  readonly shells: readonly string[]
  readonly packageManagers: readonly string[]
  /** Programs that fetch and connect. */
  readonly networkTools: readonly string[]
  /** Files that run with the rights of their owner or group. */
  readonly setuid: readonly string[]
  /** Files with capabilities of their own. */
  readonly capabilities: readonly string[]
  /** Folders and files that every user may write to, sticky folders such as /tmp aside. */
  readonly worldWritable: readonly string[]
  readonly user: string
  readonly runsAsRoot: boolean
  /** Files that the image's user may write to: the permission bits alone count, and for root all of them. */
  readonly writableFiles: number
  readonly executables: number
}

const BIN = ['/bin', '/sbin', '/usr/bin', '/usr/sbin', '/usr/local/bin', '/usr/local/sbin', '/busybox']
const SHELLS = [
  'sh',
  'bash',
  'dash',
  'ash',
  'zsh',
  'ksh',
  'mksh',
  'fish',
  'tcsh',
  'csh',
  'busybox',
  'toybox',
  'pwsh',
]
const MANAGERS = (
  'apt apt-get aptitude dpkg apk yum dnf microdnf tdnf rpm zypper pacman ' +
  'npm npx yarn pnpm corepack bun pip pip3 uv poetry gem bundle cargo composer'
).split(' ')
const NETWORK = ['curl', 'wget', 'nc', 'ncat', 'netcat', 'socat', 'ssh', 'scp', 'ftp', 'telnet']

/** What is known of an image beside its files. */
export interface SurfaceContext {
  /** `USER` of its configuration. */
  readonly user: string
  /** Its /etc/passwd, which may know the user. */
  readonly passwd: string
  readonly packages: number
}

/** Reads the attack surface off an image's files. */
export function surfaceOf(tree: ImageTree, { user, passwd, packages }: SurfaceContext): Surface {
  const account = accountOf(user, passwd)
  const setuid: string[] = []
  const capabilities: string[] = []
  const worldWritable: string[] = []
  let writableFiles = 0
  let executables = 0
  for (const node of tree.walk()) {
    if (node.kind === 'symlink') continue
    const isFile = node.kind === 'file'
    if (isFile && (node.mode & 0o6000) !== 0 && (node.mode & 0o111) !== 0) setuid.push(pathOf(node))
    if (isFile && node.capable) capabilities.push(pathOf(node))
    if (isFile && (node.mode & 0o111) !== 0) executables++
    if (isFile && mayWrite(node, account)) writableFiles++
    const sticky = node.kind === 'directory' && (node.mode & 0o1000) !== 0
    if ((isFile || node.kind === 'directory') && (node.mode & 0o002) !== 0 && !sticky)
      worldWritable.push(pathOf(node))
  }
  return {
    packages,
    shells: present(SHELLS, tree),
    packageManagers: present(MANAGERS, tree),
    networkTools: present(NETWORK, tree),
    setuid,
    capabilities,
    worldWritable,
    user: user || 'root',
    runsAsRoot: account.uid === 0,
    writableFiles,
    executables,
  }
}

interface Account {
  /** Undefined for a name that /etc/passwd does not know. */
  readonly uid: number | undefined
  readonly gid: number | undefined
}

/** `USER` as numbers. Of a name that nothing knows, only what everybody may write to counts. */
function accountOf(user: string, passwd: string): Account {
  const [name = '', group] = user.split(':')
  if (name === '') return { uid: 0, gid: 0 }
  const line = passwd.split('\n').find(one => one.startsWith(`${name}:`) || one.split(':')[2] === name)
  const fields = line?.split(':')
  const uid = numeric(name) ?? numeric(fields?.[2] ?? '') ?? (name === 'root' ? 0 : undefined)
  return { uid, gid: numeric(group ?? fields?.[3] ?? '') }
}

function numeric(text: string): number | undefined {
  return /^\d+$/.test(text) ? Number(text) : undefined
}

function mayWrite(node: TreeNode, account: Account): boolean {
  if (account.uid === 0) return true
  if (node.uid === account.uid) return (node.mode & 0o200) !== 0
  if (account.gid !== undefined && node.gid === account.gid) return (node.mode & 0o020) !== 0
  return (node.mode & 0o002) !== 0
}

/** Which of these programs there are, by the name that one types. */
function present(names: readonly string[], tree: ImageTree): readonly string[] {
  return names.filter(name =>
    BIN.some(folder => {
      const node = tree.resolve(`${folder}/${name}`)
      return node?.kind === 'file' && (node.mode & 0o111) !== 0
    }),
  )
}
