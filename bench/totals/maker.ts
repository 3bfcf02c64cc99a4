import type { Form } from './layers.ts'
import type { Sample } from './sample.ts'

/** A program that makes images. */
export interface Maker {
  readonly name: string
  /** Undefined where it is not here, or cannot work here. */
  readonly version: () => string | undefined
  /** Images one by one, each good until the next is asked for. */
  readonly make: (folder: string, sample: Sample) => Generator<Made, void, undefined>
}

export interface Made {
  /** `zstd, OCI folder`. */
  readonly what: string
  /** `docker`: in a registry, and `path` is its reference. */
  readonly form: Form | 'docker'
  readonly path: string
  /** The engine's or library's storage driver that held it. */
  readonly driver?: string
}
