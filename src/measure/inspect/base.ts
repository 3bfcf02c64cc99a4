import type { HistoryEntry } from '../../image/config.ts'

/** Which of an image's layers come from its base image. */
export type BaseShare =
  /** A base was named, and its layers are the lowest ones here. */
  | { readonly how: 'asked'; readonly layers: number; readonly name: string }
  /** The history proves that at least these come from another build. */
  | { readonly how: 'history'; readonly layers: number }
  | { readonly how: 'unknown'; readonly layers: 0 }

const BUILDKIT = /^buildkit\./

/**
 * One build writes the same comment on all of its history (`buildkit.dockerfile.v0`). Layers without it below
 * layers with it can't be of the last build: they are the base's. There may be more of it above, so it is a
 * lower bound; where all were built by BuildKit nothing is certain, and nothing is claimed.
 */
export function baseFromHistory(history: readonly HistoryEntry[]): BaseShare {
  const first = history.findIndex(entry => BUILDKIT.test(entry.comment))
  const layers = history.slice(0, Math.max(first, 0)).filter(entry => !entry.emptyLayer).length
  const later = history.slice(first).every(entry => BUILDKIT.test(entry.comment))
  return first > 0 && later && layers > 0 ? { how: 'history', layers } : { how: 'unknown', layers: 0 }
}

/** The share of a base that was named; undefined where its layers are not the lowest ones of the image. */
export function baseFromDigests(
  name: string,
  base: readonly string[],
  image: readonly string[],
): BaseShare | undefined {
  const isPrefix = base.length > 0 && base.every((digest, at) => digest === image[at])
  return isPrefix ? { how: 'asked', layers: base.length, name } : undefined
}
