export type Ecosystem = 'dpkg' | 'apk' | 'npm' | 'python' | 'gem' | 'java'

/** An installed package, with the bytes of its files as they are in the image. */
export interface MeasuredPackage {
  readonly ecosystem: Ecosystem
  readonly name: string
  readonly version: string
  readonly bytes: number
  readonly files: number
  /** The folder or file of a language package; undefined for one of the operating system. */
  readonly path: string | undefined
  /** `listed`: by its database's list of files; `folder`: all that its folder holds; `declared`: as its database says. */
  readonly how: 'listed' | 'folder' | 'declared'
}
