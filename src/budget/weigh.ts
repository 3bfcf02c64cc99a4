import type { InspectedImage } from '../measure/inspect/inspect-image.ts'
import { biggestFiles } from '../measure/inspect/biggest.ts'
import type { MeasuredImage, MeasuredLayer } from '../measure/measured-image.ts'

/** The parts of an image that a budget speaks of. Bytes. */
export interface Weight {
  readonly total: number
  readonly compressed: number
  readonly layers: readonly WeighedLayer[]
  /** The largest first; smaller ones than `smallestFile` are left out. */
  readonly files: readonly WeighedFile[]
  readonly packages: readonly WeighedPackage[]
}

export interface WeighedLayer {
  readonly instruction?: string
  readonly unpacked: number
}

export interface WeighedFile {
  readonly path: string
  readonly bytes: number
  /** The instruction whose layer holds it. */
  readonly instruction?: string
}

export interface WeighedPackage {
  /** `npm lodash`, `dpkg libc6`. */
  readonly name: string
  readonly bytes: number
}

/** Smaller files are in no baseline: many small ones are told by their package or layer. */
export const smallestFile = 50_000
const mostFiles = 2_000

/** Weighs an image, all of it or without the layers of its base. Pure. */
export function weigh(image: InspectedImage, measured: MeasuredImage, base: 'included' | 'excluded'): Weight {
  const counts = (layer: number): boolean => base === 'included' || measured.layers[layer]?.base === false
  const layers = measured.layers.filter(({ index }) => counts(index))
  return {
    total: layers.reduce((sum, layer) => sum + layer.unpacked, 0),
    compressed: layers.reduce((sum, layer) => sum + layer.compressed, 0),
    layers: layers.map(({ instruction, unpacked }) => ({ ...named(instruction), unpacked })),
    files: biggestFiles(image.tree, mostFiles)
      .filter(({ bytes, layer }) => bytes >= smallestFile && counts(layer))
      .map(({ path, bytes, layer }) => ({ path, bytes, ...named(instructionOf(measured.layers, layer)) })),
    packages: packagesOf(measured),
  }
}

function named(instruction: string | undefined): { readonly instruction?: string } {
  return instruction === undefined ? {} : { instruction }
}

function instructionOf(layers: readonly MeasuredLayer[], layer: number): string | undefined {
  return layers[layer]?.instruction
}

/** Several copies of a package count together. */
function packagesOf({ packages }: MeasuredImage): readonly WeighedPackage[] {
  const bytes = new Map<string, number>()
  for (const one of packages) {
    const name = `${one.ecosystem} ${one.name}`
    bytes.set(name, (bytes.get(name) ?? 0) + one.bytes)
  }
  return [...bytes].map(([name, sum]) => ({ name, bytes: sum })).sort(byBytes)
}

function byBytes(a: WeighedPackage, b: WeighedPackage): number {
  return b.bytes - a.bytes || (a.name < b.name ? -1 : 1)
}
