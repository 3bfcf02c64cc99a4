import { nodeBinary } from './node.ts'
import type { StandIn, TreePart } from '../stand-in.ts'

type Flavor =
  | 'static'
  | 'base-nossl'
  | 'base'
  | 'cc'
  | 'nodejs20'
  | 'nodejs22'
  | 'nodejs24'
  | 'java21'
  | 'python3'
type User = 'root' | 'nonroot'

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

const OS_RELEASE = `PRETTY_NAME="Distroless"
NAME="Debian GNU/Linux"
ID="debian"
VERSION_ID="13"
VERSION="Debian GNU/Linux 13 (trixie)"
HOME_URL="https://github.com/GoogleContainerTools/distroless"
`

/** Accounts, home folders and certificates: what all flavors share. */
const SKELETON: readonly TreePart[] = [
  ...['bin', 'sbin', 'lib', 'lib64'].flatMap(
    name =>
      [
        { kind: 'folder', path: `usr/${name}` },
        { kind: 'link', path: name, to: `usr/${name}` },
      ] as const,
  ),
  packages('base-files netbase tzdata tzdata-legacy media-types'),
  { kind: 'folder', path: 'tmp', mode: 0o1777 },
  { kind: 'folder', path: 'root', mode: 0o700 },
  { kind: 'folder', path: 'home/nonroot', mode: 0o700, owner: 65532 },
  {
    kind: 'file',
    path: 'etc/passwd',
    text: [
      'root:x:0:0:root:/root:/sbin/nologin',
      'nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin',
      'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin',
      '',
    ].join('\n'),
  },
  {
    kind: 'file',
    path: 'etc/group',
    text: 'root:x:0:\nnobody:x:65534:\ntty:x:5:\nstaff:x:50:\nnonroot:x:65532:\n',
  },
  {
    kind: 'file',
    path: 'etc/nsswitch.conf',
    text: 'passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n',
  },
  { kind: 'file', path: 'usr/lib/os-release', text: OS_RELEASE },
  { kind: 'certificates' },
]

const NOSSL = packages('libc6')
const SSL = packages('libssl3t64 libzstd1 zlib1g')
const CC = packages('gcc-14-base libgcc-s1 libgomp1 libstdc++6')

const JAVA: readonly TreePart[] = [
  packages(
    'zlib1g libjpeg62-turbo liblcms2-2 libfreetype6 fonts-dejavu-core fontconfig-config ' +
      'libexpat1 libfontconfig1 libuuid1 libbrotli1 libcrypt1 libstdc++6 libgcc-s1 ' +
      'gcc-14-base libpng16-16t64 libbz2-1.0 openjdk-21-jre-headless',
  ),
  { kind: 'link', path: 'usr/bin/java', to: '../lib/jvm/java-21-openjdk-@DEBARCH@/bin/java' },
  { kind: 'certificates', java: true },
]

const PYTHON: readonly TreePart[] = [
  packages(
    'libbz2-1.0 libdb5.3t64 libexpat1 liblzma5 libsqlite3-0 libuuid1 libncursesw6 libtinfo6 ' +
      'libcom-err2 libcrypt1 libc-bin libgssapi-krb5-2 libk5crypto3 libkeyutils1 libkrb5-3 ' +
      'libkrb5support0 libnsl2 libreadline8t64 libtirpc3t64 libffi8 libpython3.13-minimal ' +
      'libpython3.13-stdlib python3.13-minimal python3.13-venv',
  ),
  { kind: 'link', path: 'usr/bin/python3', to: 'python3.13' },
  { kind: 'link', path: 'usr/bin/python', to: 'python3.13' },
]

const LANG = 'ENV LANG=C.UTF-8'

const FLAVORS: Readonly<Record<Flavor, { tree: readonly TreePart[]; config: readonly string[] }>> = {
  static: { tree: [], config: [] },
  'base-nossl': { tree: [NOSSL], config: [] },
  base: { tree: [NOSSL, SSL], config: [] },
  cc: { tree: [NOSSL, SSL, CC], config: [] },
  nodejs20: node('20'),
  nodejs22: node('22'),
  nodejs24: node('24'),
  java21: {
    tree: [NOSSL, ...JAVA],
    config: [LANG, 'ENV JAVA_VERSION=21', 'ENTRYPOINT ["/usr/bin/java", "-jar"]'],
  },
  python3: { tree: [NOSSL, SSL, CC, ...PYTHON], config: [LANG, 'ENTRYPOINT ["/usr/bin/python3.13"]'] },
}

/** In: `gcr.io/distroless/cc-debian12` and `latest`, `nonroot`, `debug` or `debug-nonroot`. */
export function distrolessFor(repository: string, tag: string): StandIn | undefined {
  const flavor = /^gcr\.io\/distroless\/([\w-]+?)(?:-debian1[23])?$/.exec(repository)?.[1]
  if (flavor === undefined || !isFlavor(flavor)) return undefined
  const variant = /^(latest|debug|nonroot|debug-nonroot)$/.exec(tag)?.[1]
  if (variant === undefined) return undefined
  const user = variant.endsWith('nonroot') ? 'nonroot' : 'root'
  const plain = distroless(flavor, user)
  return variant.startsWith('debug') ? debug(plain) : plain
}

function distroless(flavor: Flavor, user: User): StandIn {
  const { tree, config } = FLAVORS[flavor]
  return {
    name: `laststage-lab/distroless/${flavor}:${user}`,
    tree: [...SKELETON, ...tree],
    dockerfile: [
      'FROM scratch',
      'ADD rootfs.tar /',
      `ENV PATH=${PATH}`,
      'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt',
      ...config,
      user === 'root' ? 'USER 0' : 'USER 65532',
      user === 'root' ? 'WORKDIR /' : 'WORKDIR /home/nonroot',
    ].join('\n'),
  }
}

/** The same with a busybox shell. */
function debug(plain: StandIn): StandIn {
  return {
    name: `${plain.name}-debug`,
    from: [plain],
    tree: [
      packages('busybox-static'),
      { kind: 'folder', path: 'busybox' },
      { kind: 'move', path: 'usr/bin/busybox', to: 'busybox/busybox' },
      { kind: 'remove', paths: ['usr', 'var'] },
      { kind: 'busybox', into: 'busybox' },
    ],
    dockerfile: [
      `FROM ${plain.name}`,
      'ADD rootfs.tar /',
      `ENV PATH=${PATH}:/busybox`,
      'ENTRYPOINT ["/busybox/sh"]',
    ].join('\n'),
  }
}

function node(line: '20' | '22' | '24'): { tree: readonly TreePart[]; config: readonly string[] } {
  return { tree: [NOSSL, SSL, CC, nodeBinary(line)], config: ['ENTRYPOINT ["/nodejs/bin/node"]'] }
}

/** In: names with spaces between. */
function packages(names: string): TreePart {
  return { kind: 'packages', suite: 'trixie', names: names.split(' ') }
}

function isFlavor(name: string): name is Flavor {
  return Object.hasOwn(FLAVORS, name)
}
