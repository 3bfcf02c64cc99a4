import { debianSlim, INSTALL_MOUNTED } from './debian-slim.ts'
import type { StandIn } from '../stand-in.ts'

/**
 * In: `rust` and a tag of Debian's one release, with or without `-slim`: `1`, `1.85`, `1.85.0-slim-trixie`. The Alpine
 * tags have none, since nothing here is linked with musl.
 */
export function rustFor(repository: string, tag: string): StandIn | undefined {
  if (repository !== 'rust') return undefined
  const match = /^(?:1|1\.85|latest|slim)(?:\.\d+)?(-slim)?(?:-(?:trixie|bookworm))?$/.exec(tag)
  if (match === null) return undefined
  return rust(match[1] !== undefined || tag === 'slim')
}

/** Debian's compiler and cargo under the names and with the home that Rust's images give them; no rustup. */
function rust(slim: boolean): StandIn {
  const base = debianSlim('trixie')
  const more = slim ? [] : ['g++', 'git', 'make', 'pkg-config', 'libssl-dev', 'zlib1g-dev', 'curl']
  return {
    name: `laststage-lab/rust:1.85${slim ? '-slim' : ''}`,
    from: [base],
    settings: 'cargo',
    packages: { suite: 'trixie', names: ['rustc', 'cargo', 'gcc', 'libc6-dev', 'ca-certificates', ...more] },
    dockerfile: [
      `FROM ${base.name}`,
      'ENV RUSTUP_HOME=/usr/local/rustup CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin RUST_VERSION=1.85.0',
      INSTALL_MOUNTED,
      'RUN mkdir -p /usr/local/cargo/bin && for name in cargo rustc rustdoc; do ln -s /usr/bin/$name /usr/local/cargo/bin/$name; done',
      'COPY settings/ /',
    ].join('\n'),
  }
}
