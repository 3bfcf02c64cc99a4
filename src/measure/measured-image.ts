import type { BaseShare } from './inspect/base.ts'
import type { SizedFolder, SizedPath } from './inspect/biggest.ts'
import type { MeasuredPackage } from './inspect/packages/package.ts'
import type { OwnerShare } from './inspect/packages/packages.ts'
import type { WasteGroup } from './inspect/waste.ts'
import type { ImageSize } from './image-stats.ts'
import type { Surface } from './surface.ts'

/** What `laststage measure` knows of an image. Printed by `--json`. Bytes everywhere. */
export interface MeasuredImage {
  readonly schemaVersion: 1
  /** As it was asked for. */
  readonly name: string
  readonly tags: readonly string[]
  readonly platform: string
  readonly size: ImageSize
  readonly layers: readonly MeasuredLayer[]
  /** The base image's part of the layers. */
  readonly base: BaseShare & { readonly unpacked: number; readonly compressed: number }
  readonly waste: {
    /** Inside the own layers. */
    readonly bytes: number
    readonly groups: readonly WasteGroup[]
  }
  readonly packages: readonly MeasuredPackage[]
  /** The files of the image by what owns them. */
  readonly owners: readonly OwnerShare[]
  readonly folders: readonly SizedFolder[]
  readonly files: readonly SizedPath[]
  readonly surface: Surface
  readonly secrets: readonly SecretLike[]
  readonly run: RunConfiguration
  /** What was not looked at, or could not be known. */
  readonly notes: readonly string[]
}

export interface MeasuredLayer {
  readonly index: number
  /** Digest of the unpacked tar. */
  readonly diffId: string | undefined
  /** As the history has it; undefined where it does not fit the layers. */
  readonly instruction: string | undefined
  readonly base: boolean
  /** How it is stored in what was read. */
  readonly compression: 'none' | 'gzip' | 'zstd'
  readonly compressed: number
  readonly unpacked: number
  readonly files: number
  readonly entries: number
  /** Paths of lower layers that it deletes. */
  readonly deletes: number
  /** Of its bytes, those that no container needs. */
  readonly wasted: number
}

/** A file that looks like a secret: name and content fit. Never its content. */
export interface SecretLike {
  readonly path: string
  readonly why: string
  readonly layer: number
  /** A later layer hides it, and whoever pulls the image has it all the same. */
  readonly hidden: boolean
}

export interface RunConfiguration {
  readonly user: string
  readonly entrypoint: readonly string[]
  readonly cmd: readonly string[]
  readonly workdir: string
  readonly exposedPorts: readonly string[]
  readonly volumes: readonly string[]
  readonly healthcheck: readonly string[] | undefined
  readonly stopSignal: string | undefined
}
