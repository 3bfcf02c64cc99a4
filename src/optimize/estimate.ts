import { knownSize } from '../image/catalogue.ts'
import type { ImageSize } from '../measure/image-stats.ts'

/**
 * A lower bound from the base image alone. What the build adds is left out, and `excludes` says so.
 * @returns undefined where the base is not known
 */
export function estimateFromBase(base: string, adds: string): ImageSize | undefined {
  const size = knownSize(base)
  if (size === undefined) return undefined
  return {
    unpacked: size.unpacked,
    compressed: size.compressed,
    layers: 0,
    files: 0,
    kind: 'estimated',
    standIn: false,
    excludes: [adds],
  }
}
