import type { BuildModel, Stage } from '../../model/build-model.ts'
import { knownImageBelow } from '../../model/image-below.ts'

/** The image that builds, and the C library that its programs are linked with. */
export interface RustImage {
  readonly reference: string
  readonly official: boolean
  readonly libc: 'glibc' | 'musl'
  /** The Debian release of the slim image for the last stage, where one is needed. */
  readonly release: string
  /** True where cargo knows `strip` of a profile: since 1.59. */
  readonly strips: boolean
}

const releases = ['bullseye', 'bookworm', 'trixie']

/**
 * Reads the image of the build stage; a string says why no last stage can be told from it. The last stage's C library
 * has to be no older than the build's: distroless stands on Debian 13, whose glibc is 2.41.
 */
export function rustImage(build: BuildModel, stage: Stage): RustImage | string {
  const reference = knownImageBelow(build, stage) ?? ''
  const [, name = '', tag = 'latest'] =
    /^(?:docker\.io\/)?(?:library\/)?([\w./-]+?)(?::([\w.-]+))?(?:@.*)?$/.exec(reference) ?? []
  const release = releases.find(each => tag.includes(each)) ?? 'trixie'
  if (name === 'rust') {
    const libc = tag.includes('alpine') ? 'musl' : 'glibc'
    const minor = Number(/^1\.(\d+)/.exec(tag)?.[1] ?? 99)
    return { reference, official: true, libc, release, strips: minor >= 59 }
  }
  if (name === 'debian' && !/sid|testing|unstable|forky/.test(tag)) {
    const number = { '11': 'bullseye', '12': 'bookworm' }[/^(\d+)/.exec(tag)?.[1] ?? '']
    const named = number ?? release
    return { reference, official: false, libc: 'glibc', release: named, strips: named !== 'bullseye' }
  }
  if (name === 'ubuntu' && /^(?:20\.04|22\.04|24\.04|focal|jammy|noble)/.test(tag))
    return {
      reference,
      official: false,
      libc: 'glibc',
      release: 'trixie',
      strips: !/^(?:20|focal)/.test(tag),
    }
  if (name === 'alpine')
    return 'Alpine’s own Rust links programs with musl’s shared library, which no distroless image has'
  return `which C library programs built on ${reference} need is not known`
}
