import { printableName } from '../../../image/tar/names.ts'
import type { ImageView } from '../../../measure/files/image-files.ts'
import { type LayeredEntry, layeredFiles, type LedgerLine } from '../../../measure/files/layered-files.ts'
import { installedPackages } from '../../../measure/inspect/packages/packages.ts'
import { wasteFindings } from '../../../measure/inspect/waste.ts'
import type { MeasuredLayer } from '../../../measure/measured-image.ts'
import { oneLine } from '../../terminal/fit.ts'

/** An image to look into. Names and instructions are fit for a terminal. */
export interface ExploredImage {
  readonly name: string
  readonly platform: string
  readonly unpacked: number
  readonly compressed: number
  readonly wasted: number
  readonly layers: readonly MeasuredLayer[]
  readonly entries: readonly LayeredEntry[]
  /** Where it is said which files nothing touched; undefined where nobody knows. */
  readonly ledger: string | undefined
}

/** A ledger: where it is from, and what it says of a path. */
export interface LedgerSource {
  readonly name: string
  readonly line: (path: string) => LedgerLine | undefined
}

/** An image as the explorer has it. Pure. */
export function exploredImage({ measured, image }: ImageView, ledger?: LedgerSource): ExploredImage {
  const { tree, layers } = image
  const { owners } = installedPackages(tree, layers)
  const findings = wasteFindings(tree, measured.base.layers, owners)
  return {
    name: printableName(measured.name),
    platform: printableName(measured.platform),
    unpacked: measured.size.unpacked,
    compressed: measured.size.compressed,
    wasted: measured.waste.bytes,
    layers: printableLayers(measured.layers),
    entries: layeredFiles({ tree, owners, findings, ledger: ledger?.line }),
    ledger: ledger && printableName(ledger.name),
  }
}

/** Layers whose instructions stand on one line each, fit for a terminal. */
export function printableLayers(layers: readonly MeasuredLayer[]): readonly MeasuredLayer[] {
  return layers.map(layer => ({
    ...layer,
    instruction: layer.instruction === undefined ? undefined : printableName(oneLine(layer.instruction)),
  }))
}

/** `layer 3 of the base image: RUN …` */
export function layerName(layers: readonly MeasuredLayer[], index: number): string {
  const layer = layers[index]
  return `layer ${index}${layer?.base === true ? ' of the base image' : ''}: ${layer?.instruction ?? 'instruction unknown'}`
}
