import type { LayeredEntry } from '../../../measure/files/layered-files.ts'
import { count } from '../../terminal/fit.ts'
import { formatSize } from '../../terminal/size.ts'
import type { Piece } from '../cells.ts'
import type { Look } from '../look.ts'
import { rightsText } from '../rights.ts'
import type { Detail, Selection } from '../subject.ts'
import { type ExploredImage, layerName } from './explored-image.ts'

/** What is known of a layer, or of all of them. */
export function layerDetail(image: ExploredImage, group: number, look: Look): Detail {
  const layer = image.layers[group]
  if (!layer) return wholeDetail(image, look)
  const deletes = layer.deletes === 0 ? '' : `, deletes ${count(layer.deletes, 'path')}`
  return {
    title: `Layer ${layer.index}${layer.base ? ', of the base image' : ''}`,
    facts: [
      {
        text: `${formatSize(layer.unpacked)} unpacked, ${formatSize(layer.compressed)} to pull, ${count(layer.files, 'file')}${deletes}`,
      },
      ...(layer.wasted === 0
        ? []
        : [{ text: `${formatSize(layer.wasted)} of it wasted (w shows what)`, look: look.warn }]),
      { text: layer.instruction ?? 'The history does not tell its instruction.' },
    ],
  }
}

function wholeDetail(image: ExploredImage, look: Look): Detail {
  const base = image.layers.filter(one => one.base)
  const baseBytes = base.reduce((sum, { unpacked }) => sum + unpacked, 0)
  return {
    title: 'The whole image',
    facts: [
      {
        text: `${formatSize(image.unpacked)} unpacked, ${formatSize(image.compressed)} to pull, ${count(image.layers.length, 'layer')}`,
      },
      {
        text: `${formatSize(image.wasted)} wasted in the own layers`,
        look: image.wasted === 0 ? undefined : look.warn,
      },
      ...(base.length === 0
        ? []
        : [{ text: `${formatSize(baseBytes)} of it in ${count(base.length, 'layer')} of the base image` }]),
    ],
  }
}

/** What is known of a file that a layer holds. */
export function layeredFileFacts(image: ExploredImage, entry: LayeredEntry, look: Look): readonly Piece[] {
  const { layers, ledger: ledgerName } = image
  const what = [
    entry.kind === 'symlink' ? `link to ${entry.linkPath}` : formatSize(entry.bytes),
    ...(entry.rights ? [rightsText(entry).replaceAll(/ +/g, ' ')] : []),
    entry.owner === undefined ? 'of no package' : `of ${entry.owner}`,
  ]
  const { waste, until, ledger } = entry
  return [
    { text: what.join(', ') },
    ...(waste ? [{ text: wasteText(image, entry.from, waste), look: look.warn }] : []),
    ...(until === undefined || waste
      ? []
      : [{ text: `${entry.isReplaced ? 'replaced' : 'deleted'} by ${layerName(layers, until)}` }]),
    { text: layerName(layers, entry.from) },
    ...(waste ? [{ text: `mend: ${waste.advice}` }] : []),
    ...(ledger
      ? [
          {
            text: `${ledger.kept ? 'kept' : 'left behind, no trace touched it'}: ${ledger.because} (${ledgerName ?? ''})`,
          },
        ]
      : []),
  ]
}

function wasteText(
  { layers }: ExploredImage,
  from: number,
  { what, by, sameAs }: NonNullable<LayeredEntry['waste']>,
): string {
  const other = sameAs === undefined ? '' : `, as ${sameAs}`
  return `wasted: ${what}${other}${by === from ? '' : `, by ${layerName(layers, by)}`}`
}

/** Of a folder: how much, how much of it wasted, and which layers brought it. */
export function layeredFolderFacts(
  { entries, layers }: ExploredImage,
  selection: Selection,
  at: number,
  look: Look,
): readonly Piece[] {
  const entry = entries[at]
  if (!entry) return []
  const byLayer = new Map<number, number>()
  let wasted = 0
  for (let inside = at + 1; inside < entry.end; inside++) {
    const bytes = selection.bytes[inside] ?? 0
    const { end = 0, from = -1, waste } = entries[inside] ?? {}
    if (bytes === 0 || end > inside + 1) continue
    byLayer.set(from, (byLayer.get(from) ?? 0) + bytes)
    if (waste) wasted += bytes
  }
  const most = [...byLayer].sort((a, b) => b[1] - a[1])
  const sum = `${formatSize(selection.bytes[at] ?? 0)} in ${count(selection.files[at] ?? 0, 'file')}`
  return [
    {
      text: `${sum}${entry.rights ? `, ${rightsText(entry).replaceAll(/ +/g, ' ')}` : ', no container sees it'}`,
    },
    ...(wasted === 0 ? [] : [{ text: `${formatSize(wasted)} of it wasted`, look: look.warn }]),
    ...most.slice(0, 4).map(([layer, bytes]) => ({
      text: `${formatSize(bytes)} of layer ${layer}: ${layers[layer]?.instruction ?? 'instruction unknown'}`,
    })),
  ]
}
