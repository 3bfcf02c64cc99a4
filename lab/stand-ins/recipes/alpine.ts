import { ADDGROUP, ADDUSER, APK } from './busybox-shims.ts'
import { type StandIn, SYSTEM_PATH, type TreePart } from '../stand-in.ts'

const FOLDERS: readonly TreePart[] = [
  { kind: 'folder', path: 'root', mode: 0o700 },
  { kind: 'folder', path: 'tmp', mode: 0o1777 },
  { kind: 'folder', path: 'var/tmp', mode: 0o1777 },
  ...['proc', 'sys', 'dev', 'run', 'home', 'srv', 'mnt', 'opt', 'usr/local/bin'].map(
    path => ({ kind: 'folder', path }) as const,
  ),
]

const ACCOUNTS: readonly TreePart[] = [
  {
    kind: 'file',
    path: 'etc/passwd',
    text: 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/sbin/nologin\n',
  },
  { kind: 'file', path: 'etc/group', text: 'root:x:0:\nnobody:x:65534:\n' },
  { kind: 'file', path: 'etc/shadow', text: 'root:*::0:::::\n', mode: 0o640 },
  { kind: 'file', path: 'etc/shells', text: '/bin/sh\n/bin/ash\n' },
]

/** A small tree of busybox, as Alpine is; but on glibc, since Debian is all there is to make it from. */
const TREE: readonly TreePart[] = [
  ...['bin', 'sbin', 'lib', 'lib64'].map(name => ({ kind: 'link', path: name, to: `usr/${name}` }) as const),
  {
    kind: 'packages',
    suite: 'trixie',
    names: ['base-files', 'libc6', 'netbase', 'busybox-static', 'tzdata'],
  },
  { kind: 'busybox', into: 'usr/bin' },
  ...FOLDERS,
  ...ACCOUNTS,
  { kind: 'file', path: 'usr/sbin/addgroup', text: ADDGROUP, mode: 0o755 },
  { kind: 'file', path: 'usr/sbin/adduser', text: ADDUSER, mode: 0o755 },
  { kind: 'file', path: 'usr/sbin/apk', text: APK, mode: 0o755 },
  { kind: 'certificates' },
]

export const ALPINE: StandIn = {
  name: 'laststage-lab/alpine',
  dockerfile: ['FROM scratch', 'ADD rootfs.tar /', `ENV PATH=${SYSTEM_PATH}`, 'CMD ["/bin/sh"]'].join('\n'),
  tree: TREE,
}

/** `busybox` itself: one static program and its links. */
const BUSYBOX: StandIn = {
  name: 'laststage-lab/busybox',
  dockerfile: ['FROM scratch', 'ADD rootfs.tar /', `ENV PATH=${SYSTEM_PATH}`, 'CMD ["sh"]'].join('\n'),
  tree: [
    { kind: 'folder', path: 'bin' },
    { kind: 'packages', suite: 'trixie', names: ['busybox-static'] },
    { kind: 'move', path: 'usr/bin/busybox', to: 'bin/busybox' },
    { kind: 'remove', paths: ['usr'] },
    { kind: 'busybox', into: 'bin' },
    { kind: 'folder', path: 'root', mode: 0o700 },
    { kind: 'folder', path: 'tmp', mode: 0o1777 },
    ...ACCOUNTS,
  ],
}

/** In: an Alpine release or `latest`, `edge`; the shell is the same in all. */
export function alpineFor(repository: string, tag: string): StandIn | undefined {
  if (repository === 'alpine' && /^(?:latest|edge|3(?:\.\d+){0,2})$/.test(tag)) return ALPINE
  if (repository === 'busybox') return BUSYBOX
  return undefined
}
