import { debianSlim } from './debian-slim.ts'
import { distrolessFor } from './distroless.ts'
import type { StandIn, TreePart } from '../stand-in.ts'

const VERSION = '1.4.4'

/** Bun as npm has it, in the place of Bun's images. */
const TREE: readonly TreePart[] = [
  { kind: 'npm', spec: `@oven/bun-linux-x64@${VERSION}`, into: 'bun', only: ['bin/bun'] },
  { kind: 'folder', path: 'usr/local/bin' },
  { kind: 'move', path: 'bun/bin/bun', to: 'usr/local/bin/bun' },
  { kind: 'remove', paths: ['bun'] },
  { kind: 'link', path: 'usr/local/bin/bunx', to: 'bun' },
]

/** What is not a program of the image is given to Bun. */
const ENTRYPOINT = `#!/bin/sh
set -e
if [ "\${1#-}" != "$1" ] || [ -z "$(command -v "$1")" ] || { [ -f "$1" ] && ! [ -x "$1" ]; }; then
  set -- /usr/local/bin/bun "$@"
fi
exec "$@"
`

/** In: `oven/bun` and a tag of version 1, plain, `-debian`, `-slim` or `-distroless`; for x86-64 alone. */
export function bunFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'oven/bun') return undefined
  const match = /^(?:latest|1(?:\.\d+){0,2})?-?(debian|slim|distroless)?$/.exec(tag)
  if (match === null) return undefined
  return match[1] === 'distroless' ? distroless() : onDebian()
}

function onDebian(): StandIn {
  const base = debianSlim('trixie')
  return {
    name: 'laststage-lab/bun:1',
    from: [base],
    settings: 'bun',
    tree: [
      ...TREE,
      { kind: 'file', path: 'usr/local/bin/docker-entrypoint.sh', text: ENTRYPOINT, mode: 0o755 },
    ],
    dockerfile: [
      `FROM ${base.name}`,
      'ADD rootfs.tar /',
      'COPY settings/ /',
      'RUN groupadd bun --gid 1000 && useradd bun --uid 1000 --gid bun --shell /bin/sh --create-home',
      'ENV BUN_RUNTIME_TRANSPILER_CACHE_PATH=0 BUN_INSTALL_BIN=/usr/local/bin',
      'WORKDIR /home/bun/app',
      'ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]',
      'CMD ["/usr/local/bin/bun"]',
    ].join('\n'),
  }
}

function distroless(): StandIn | undefined {
  const base = distrolessFor('gcr.io/distroless/base-nossl', 'latest')
  if (base === undefined) return undefined
  return {
    name: 'laststage-lab/bun:1-distroless',
    from: [base],
    tree: TREE,
    dockerfile: [
      `FROM ${base.name}`,
      'ADD rootfs.tar /',
      'ENV BUN_RUNTIME_TRANSPILER_CACHE_PATH=0 BUN_INSTALL_BIN=/usr/local/bin',
      'ENTRYPOINT ["/usr/local/bin/bun"]',
    ].join('\n'),
  }
}
