/** How long builds take, and what they send: of one Dockerfile, on caches of its own. */
export interface RebuildFigures {
  /** No layer cache, empty cache mounts; the base images were there. */
  readonly coldMs: number
  /** After one line added to a source file. */
  readonly source?: TouchedRebuild
  /** After one line added to a dependency manifest. */
  readonly manifest?: TouchedRebuild
  /** Sent to a registry that has the image as it was, after the line in the source file. */
  readonly repush?: Repush
  /** True where a base image is a stand-in and not the genuine one. */
  readonly standIn: boolean
  /** What could not be measured, and why. */
  readonly notes: readonly string[]
}

/** A rebuild after one harmless line; void where the step that consumes the file did not run. */
export type TouchedRebuild =
  | {
      readonly kind: 'measured'
      readonly file: string
      /** Layer cache and cache mounts as the build before left them: a developer's machine. */
      readonly warmMs: number
      /** Layer cache as before, empty cache mounts: a fresh CI runner that imports its cache. */
      readonly layerCacheMs: number
      /** False where no step that ran has a cache mount: both figures are then one measurement. */
      readonly cacheMounts: boolean
    }
  | { readonly kind: 'void'; readonly file: string; readonly reason: string }

/** Compressed bytes of the layers that an edit makes new. */
export interface Repush {
  readonly bytes: number
  readonly layers: number
  /**
   * `estimated` where the harmless line changed nothing of what ships: then these are the layers that an edit which
   * does change it would send again, so `bytes` is at most that.
   */
  readonly kind: 'measured' | 'estimated'
}
