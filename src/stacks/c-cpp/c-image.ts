import type { BuildModel, Stage } from '../../model/build-model.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** The image that builds, and what the last stage may stand on. */
export interface CImage {
  readonly reference: string
  readonly libc: 'glibc' | 'musl'
  /** Same C library, no compilers: for what needs packages or a shell. */
  readonly system: string
  /** Whether the libraries of distroless on Debian 13 are new enough: all, all but the C++ library, or none. */
  readonly distroless: 'all' | 'c' | 'none'
  /** True where the image brings headers of many libraries. */
  readonly full: boolean
}

/** Reads the image of the build stage; a string says why no last stage can be told from it. */
export function cImage(build: BuildModel, stage: Stage): CImage | string {
  const reference = knownImageBelow(build, stage) ?? ''
  const [, name = '', tag = 'latest'] =
    /^(?:docker\.io\/)?(?:library\/)?([\w./-]+?)(?::([\w.-]+))?(?:@.*)?$/.exec(reference) ?? []
  const glibc = { reference, libc: 'glibc', full: false } as const
  if (name === 'gcc') {
    // The image's own C++ library: version 14 is Debian 13's, a later one has symbols that it lacks.
    const major = Number(/^(\d+)/.exec(tag)?.[1] ?? 99)
    const release = /bookworm|bullseye/.exec(tag)?.[0] ?? 'trixie'
    return { ...glibc, full: true, system: `debian:${release}-slim`, distroless: major <= 14 ? 'all' : 'c' }
  }
  if (name === 'debian') {
    const release = /bookworm|bullseye|trixie/.exec(tag)?.[0]
    const number = { '11': 'bullseye', '12': 'bookworm', '13': 'trixie' }[/^(\d+)/.exec(tag)?.[1] ?? '']
    const known = release ?? number ?? (/^(?:latest|stable)/.test(tag) ? 'stable' : undefined)
    return known === undefined
      ? `which C library programs built on ${reference} need is not known`
      : { ...glibc, system: `debian:${known}-slim`, distroless: 'all' }
  }
  if (name === 'ubuntu') {
    const old = /^(?:18\.04|20\.04|22\.04|24\.04|bionic|focal|jammy|noble)/.test(tag)
    return { ...glibc, system: reference, distroless: old ? 'all' : 'none' }
  }
  if (name === 'alpine')
    return { reference, libc: 'musl', full: false, system: reference, distroless: 'none' }
  return `which C library programs built on ${reference} need is not known`
}
