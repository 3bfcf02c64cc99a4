import { ALPINE } from './alpine.ts'
import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn, TreePart } from '../stand-in.ts'

const LINES = {
  '1.23': { suite: 'bookworm-backports', version: '1.23.5' },
  '1.24': { suite: 'trixie', version: '1.24.4' },
} as const
type Line = keyof typeof LINES

const PATH = '/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

/** In: `golang` and a tag of any patch version: `1.23`, `1.23.4-alpine3.21`, `1.24-bookworm`. */
export function golangFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'golang') return undefined
  const match = /^(1\.\d+|1|latest)(?:\.\d+)?(?:-(alpine)[\d.]*|-(?:bookworm|trixie|bullseye))?$/.exec(tag)
  if (match?.[1] === undefined) return undefined
  const line = match[1] === '1' || match[1] === 'latest' ? '1.24' : match[1]
  if (line !== '1.23' && line !== '1.24') return undefined
  return match[2] === undefined ? golangDebian(line) : golangAlpine(line)
}

/** Debian's toolchain, moved to where Go's images have it. */
function goTree(line: Line): TreePart[] {
  const { suite } = LINES[line]
  return [
    { kind: 'packages', suite, names: [`golang-${line}-go`, `golang-${line}-src`], record: false },
    { kind: 'folder', path: 'usr/local' },
    // Debian's tree is made of links into /usr/share.
    { kind: 'copy', path: `usr/lib/go-${line}`, to: 'usr/local/go' },
    { kind: 'remove', paths: ['usr/lib', 'usr/share'] },
    { kind: 'folder', path: 'go/src', mode: 0o1777 },
    { kind: 'folder', path: 'go/bin', mode: 0o1777 },
    { kind: 'folder', path: 'go', mode: 0o1777 },
  ]
}

function golangAlpine(line: Line): StandIn {
  return {
    name: `laststage-lab/golang:${line}-alpine`,
    from: [ALPINE],
    settings: 'go',
    tree: goTree(line),
    dockerfile: dockerfile(ALPINE, line),
  }
}

function golangDebian(line: Line): StandIn {
  const base = debianSlim('trixie')
  return {
    name: `laststage-lab/golang:${line}`,
    from: [base],
    settings: 'go',
    packages: {
      suite: 'trixie',
      names: ['ca-certificates', 'git', 'g++', 'libc6-dev', 'make', 'pkg-config'],
    },
    tree: goTree(line),
    dockerfile: dockerfile(base, line, INSTALL_MOUNTED),
  }
}

function dockerfile(base: StandIn, line: Line, install = ''): string {
  return [
    `FROM ${base.name}`,
    `ENV PATH=${PATH}`,
    install,
    'ADD rootfs.tar /',
    'COPY settings/ /',
    `ENV GOLANG_VERSION=${LINES[line].version}`,
    'ENV GOTOOLCHAIN=local',
    'ENV GOPATH=/go',
    'WORKDIR /go',
  ].join('\n')
}
