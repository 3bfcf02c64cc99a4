import { ALPINE } from './alpine.ts'
import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn, TreePart } from '../stand-in.ts'

/**
 * The newest of each line that the npm registry has, and the npm that came with it. Those before 20 get no more fixes:
 * they are for old Dockerfiles, whose programs fail on a newer Node.
 */
const LINES = {
  '6': { node: '6.17.1', npm: '3.10.10' },
  '8': { node: '8.17.0', npm: '6.13.4' },
  '10': { node: '10.24.1', npm: '6.14.12' },
  '12': { node: '12.22.12', npm: '6.14.16' },
  '14': { node: '14.21.3', npm: '6.14.18' },
  '16': { node: '16.20.2', npm: '8.19.4' },
  '17': { node: '17.9.1', npm: '8.11.0' },
  '18': { node: '18.20.8', npm: '10.8.2' },
  '20': { node: '20.20.2', npm: '10.8.2' },
  '22': { node: '22.23.3', npm: '10.9.4' },
  '24': { node: '24.21.0', npm: '11.6.2' },
} as const
type Line = keyof typeof LINES
const YARN = '1.22.22'

/** Node's own start script: a first argument that is no command is one for node. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "\${1#-}" != "\${1}" ] || [ -z "$(command -v "\${1}")" ] || { [ -f "\${1}" ] && ! [ -x "\${1}" ]; }; then
  set -- node "$@"
fi
exec "$@"
`

/** In: `node` and a tag of any patch version: `20`, `20.19.1-alpine3.21`, `22-bookworm-slim`, `lts-slim`. */
export function nodeFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'node') return undefined
  const match = /^(\d+|lts|latest|current)(?:\.\d+){0,2}(?:-(alpine)[\d.]*|(?:-\w+)??(-slim)?)$/.exec(tag)
  if (match?.[1] === undefined) return undefined
  const line = /^\d/.test(match[1]) ? match[1] : '24'
  if (!isLine(line)) return undefined
  if (match[2] !== undefined) return nodeAlpine(line)
  return match[3] === undefined ? nodeFull(line) : nodeSlim(line)
}

/** The official Linux binary, npm and yarn where Node's images have them. In: `20`. */
function nodeTree(line: Line): TreePart[] {
  const version = LINES[line]
  // It needs Node 18.
  const corepack = (part: TreePart): TreePart[] => (Number(line) < 18 ? [] : [part])
  return [
    {
      kind: 'npm',
      spec: `node-linux-@ARCH@@${version.node}`,
      into: 'usr/local',
      without: ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md'],
    },
    { kind: 'npm', spec: `npm@${version.npm}`, into: 'usr/local/lib/node_modules/npm' },
    ...corepack({ kind: 'npm', spec: 'corepack@0.34.0', into: 'usr/local/lib/node_modules/corepack' }),
    { kind: 'npm', spec: `yarn@${YARN}`, into: `opt/yarn-v${YARN}` },
    { kind: 'link', path: 'usr/local/bin/npm', to: '../lib/node_modules/npm/bin/npm-cli.js' },
    { kind: 'link', path: 'usr/local/bin/npx', to: '../lib/node_modules/npm/bin/npx-cli.js' },
    ...corepack({
      kind: 'link',
      path: 'usr/local/bin/corepack',
      to: '../lib/node_modules/corepack/dist/corepack.js',
    }),
    { kind: 'link', path: 'usr/local/bin/nodejs', to: 'node' },
    { kind: 'link', path: 'usr/local/bin/yarn', to: `/opt/yarn-v${YARN}/bin/yarn` },
    { kind: 'link', path: 'usr/local/bin/yarnpkg', to: `/opt/yarn-v${YARN}/bin/yarnpkg` },
    { kind: 'file', path: 'usr/local/bin/docker-entrypoint.sh', text: ENTRYPOINT, mode: 0o755 },
    ...headers(line),
  ]
}

/**
 * The headers beside node, where node-gyp would keep those that it fetches: they are on a host that the lab may not
 * reach. Not by `nodedir` in npmrc, which npm warns of from 11 on, and so changes what a program prints.
 */
function headers(line: Line): TreePart[] {
  const kept = ['root/.cache/node-gyp', 'root/.node-gyp'].flatMap((folder): TreePart[] => [
    { kind: 'link', path: `${folder}/${LINES[line].node}/include`, to: '/usr/local/include' },
    { kind: 'file', path: `${folder}/${LINES[line].node}/installVersion`, text: '11\n', mode: 0o644 },
  ])
  return [{ kind: 'folder', path: 'root', mode: 0o700 }, ...kept]
}

/** Node's program alone, where distroless has it. In: `22`. */
export function nodeBinary(line: Line): TreePart {
  return {
    kind: 'npm',
    spec: `node-linux-@ARCH@@${LINES[line].node}`,
    into: 'nodejs',
    only: ['bin/node', 'LICENSE'],
  }
}

function nodeAlpine(line: Line): StandIn {
  return {
    name: `laststage-lab/node:${line}-alpine`,
    from: [ALPINE],
    settings: 'npm',
    tree: [
      { kind: 'packages', suite: 'trixie', names: ['libstdc++6', 'libgcc-s1', 'libatomic1'] },
      ...nodeTree(line),
    ],
    dockerfile: dockerfile(
      ALPINE,
      line,
      'addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node',
    ),
  }
}

function nodeSlim(line: Line): StandIn {
  const base = debianSlim('trixie')
  const user =
    'groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node'
  return {
    name: `laststage-lab/node:${line}-slim`,
    from: [base],
    settings: 'npm',
    packages: { suite: 'trixie', names: ['libstdc++6', 'libatomic1'] },
    tree: nodeTree(line),
    dockerfile: dockerfile(base, line, user, INSTALL_MOUNTED),
  }
}

/** With the compilers that native modules need, as the genuine full image has. */
function nodeFull(line: Line): StandIn {
  const base = nodeSlim(line)
  return {
    name: `laststage-lab/node:${line}`,
    from: [base],
    settings: 'npm',
    packages: {
      suite: 'trixie',
      names: [
        'ca-certificates',
        'curl',
        'git',
        'openssh-client',
        'make',
        'g++',
        'python3',
        'xz-utils',
        'wget',
      ],
    },
    dockerfile: [`FROM ${base.name}`, INSTALL_MOUNTED, 'COPY settings/ /'].join('\n'),
  }
}

function dockerfile(base: StandIn, line: Line, addUser: string, install = ''): string {
  return [
    `FROM ${base.name}`,
    `ENV NODE_VERSION=${LINES[line].node}`,
    `ENV YARN_VERSION=${YARN}`,
    install,
    'ADD rootfs.tar /',
    'COPY settings/ /',
    `RUN ${addUser}`,
    'ENTRYPOINT ["docker-entrypoint.sh"]',
    'CMD ["node"]',
  ].join('\n')
}

function isLine(name: string): name is Line {
  return Object.hasOwn(LINES, name)
}
