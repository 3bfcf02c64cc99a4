import { printableName } from '../../image/tar/names.ts'
import type { ImageView } from '../../measure/files/image-files.ts'
import { layeredFiles, type LedgerLine } from '../../measure/files/layered-files.ts'
import { installedPackages } from '../../measure/inspect/packages/packages.ts'
import { wasteFindings } from '../../measure/inspect/waste.ts'
import type { Explored } from './state.ts'

/** A ledger: where it is from, and what it says of a path. */
export interface LedgerSource {
  readonly name: string
  readonly line: (path: string) => LedgerLine | undefined
}

/** An image as the explorer has it: every text in it is fit for a terminal. Pure. */
export function exploredImage({ measured, image }: ImageView, ledger?: LedgerSource): Explored {
  const { tree, layers } = image
  const { owners } = installedPackages(tree, layers)
  const findings = wasteFindings(tree, measured.base.layers, owners)
  return {
    name: printableName(measured.name),
    platform: printableName(measured.platform),
    unpacked: measured.size.unpacked,
    compressed: measured.size.compressed,
    wasted: measured.waste.bytes,
    layers: measured.layers.map(layer => ({
      ...layer,
      instruction:
        layer.instruction === undefined
          ? undefined
          : printableName(layer.instruction.replaceAll(/\s*\n\s*/g, '; ').replaceAll(/\s+/g, ' ')),
    })),
    entries: layeredFiles({ tree, owners, findings, ledger: ledger?.line }),
    ledger: ledger && printableName(ledger.name),
  }
}
