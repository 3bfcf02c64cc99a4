import { debianSlim } from './debian-slim.ts'
import { distrolessFor } from './distroless.ts'
import type { StandIn, TreePart } from '../stand-in.ts'

const VERSION = '2.9.6'

/** Deno as npm has it, and Debian's tini in the place of Deno's images. */
const treeWith = (place: string): readonly TreePart[] => [
  { kind: 'packages', suite: 'trixie', names: ['tini'], record: false },
  { kind: 'move', path: 'usr/bin/tini', to: 'tini' },
  { kind: 'remove', paths: ['usr/share', 'usr/bin/tini-static'] },
  { kind: 'npm', spec: `@deno/linux-x64-glibc@${VERSION}`, into: 'package', only: ['deno'] },
  { kind: 'move', path: 'package/deno', to: place },
  { kind: 'remove', paths: ['package'] },
  { kind: 'folder', path: 'deno-dir' },
]

/** What is not a program of the image is given to Deno. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "$1" != "\${1#-}" ] || ! command -v "$1" >/dev/null; then
  set -- deno "$@"
fi
exec "$@"
`

const ENVIRONMENT = `ENV DENO_DIR=/deno-dir/ DENO_INSTALL_ROOT=/usr/local DENO_VERSION=${VERSION}`

/** In: `denoland/deno` and a tag of version 2, plain, `debian-…` or `distroless-…`; for x86-64 alone. */
export function denoFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'denoland/deno') return undefined
  const match = /^(?:(latest|debian|distroless)|(?:(debian|distroless)-)?2(?:\.\d+){0,2})$/.exec(tag)
  if (match === null) return undefined
  return (match[1] ?? match[2]) === 'distroless' ? distroless() : onDebian()
}

function onDebian(): StandIn {
  const base = debianSlim('trixie')
  return {
    name: 'laststage-lab/deno:2',
    from: [base],
    tree: [
      ...treeWith('usr/bin/deno'),
      { kind: 'folder', path: 'usr/local/bin' },
      { kind: 'file', path: 'usr/local/bin/docker-entrypoint.sh', text: ENTRYPOINT, mode: 0o755 },
    ],
    dockerfile: [
      `FROM ${base.name}`,
      'ADD rootfs.tar /',
      'RUN useradd --uid 1993 --user-group deno && chown deno:deno /deno-dir',
      ENVIRONMENT,
      'ENTRYPOINT ["/tini", "--", "docker-entrypoint.sh"]',
      'CMD ["eval", "console.log(1)"]',
    ].join('\n'),
  }
}

function distroless(): StandIn | undefined {
  const base = distrolessFor('gcr.io/distroless/cc', 'latest')
  if (base === undefined) return undefined
  return {
    name: 'laststage-lab/deno:2-distroless',
    from: [base],
    tree: treeWith('usr/bin/deno'),
    dockerfile: [
      `FROM ${base.name}`,
      'ADD rootfs.tar /',
      ENVIRONMENT,
      'ENTRYPOINT ["/tini", "--", "/bin/deno"]',
      'CMD ["eval", "console.log(1)"]',
    ].join('\n'),
  }
}
