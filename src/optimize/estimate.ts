import { recordedSize } from '../image/bases/base-sizes.ts'
import type { ImageSize } from '../measure/image-stats.ts'
import type { BaseEstimate } from '../report/report.ts'

/**
 * What the catalogue has of a base image's size.
 * @param image as after FROM; empty for scratch
 */
export function estimateOfBase(image: string): BaseEstimate {
  const name = image === '' ? 'scratch' : image
  const size = recordedSize(name)
  if (size === undefined) return { image: name }
  return {
    image: name,
    ...(size.unpacked === undefined ? {} : { unpacked: size.unpacked }),
    ...(size.compressed === undefined ? {} : { compressed: size.compressed }),
    ...(size.of === name ? {} : { as: size.of }),
    source: size.source,
    asOf: size.asOf,
  }
}

/**
 * A lower bound from the base image alone. What the build adds is left out, and `excludes` says so.
 * @returns undefined where one of the figures is not known
 */
export function sizeFromBase({ unpacked, compressed }: BaseEstimate): ImageSize | undefined {
  if (unpacked === undefined || compressed === undefined) return undefined
  return {
    unpacked,
    compressed,
    layers: 0,
    files: 0,
    kind: 'estimated',
    standIn: false,
    excludes: ['what the build adds'],
  }
}
