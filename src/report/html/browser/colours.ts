import type { FileTree } from './file-tree.ts'

/** What the colours of the map say. */
export type ColourBy = 'status' | 'layer' | 'owner' | 'waste'

/** A colour's name in the legend, and its place in oklch; 0 chroma is grey. */
export interface Colour {
  readonly key: string
  readonly label: string
  readonly hue: number
  readonly chroma: number
  /** Where the colour is one layer's. */
  readonly layer?: number
}

const GREY = { hue: 80, chroma: 0.008 }
/** Neighbouring layers are far apart, and the first ones calm. */
const layerHues = [200, 75, 300, 140, 30, 255, 105, 345, 170, 50, 280, 225]
const owners: Readonly<Record<string, number>> = {
  dpkg: 20,
  apk: 230,
  npm: 145,
  python: 90,
  gem: 0,
  java: 55,
}
const statuses: Readonly<Record<string, Colour>> = {
  '=': { key: '=', label: 'in both, the same', hue: 185, chroma: 0.07 },
  '~': { key: '~', label: 'in both, changed', hue: 300, chroma: 0.07 },
  '+': { key: '+', label: 'only after', hue: 75, chroma: 0.09 },
  '-': { key: '-', label: 'only before', hue: 20, chroma: 0.06 },
}

/** The colour of one file. */
function colourOf(tree: FileTree, at: number, by: ColourBy): Colour {
  const { columns, baseLayers } = tree.image
  switch (by) {
    case 'status':
      return statuses[columns.statuses[at] ?? ''] ?? { key: ' ', label: 'hidden, or too small', ...GREY }
    case 'waste':
      return (columns.wastes[at] ?? -1) < 0
        ? { key: 'needed', label: 'not wasted', ...GREY }
        : { key: 'wasted', label: 'wasted', hue: 70, chroma: 0.12 }
    case 'owner': {
      const [kind = ''] = (columns.reasons[columns.owners[at] ?? -1] ?? '').split(' ')
      const hue = owners[kind]
      return hue === undefined
        ? { key: 'none', label: 'listed by no package', ...GREY }
        : { key: kind, label: kind, hue, chroma: 0.08 }
    }
    case 'layer': {
      const layer = columns.layers[at] ?? -1
      if (layer < 0) return { key: 'many', label: 'several layers', ...GREY }
      const label = `layer ${layer}${layer < baseLayers ? ' (base image)' : ''}`
      return layer < baseLayers
        ? { key: label, label, layer, hue: 250, chroma: 0.012 + 0.012 * (layer % 3) }
        : {
            key: label,
            label,
            layer,
            hue: layerHues[(layer - baseLayers) % layerHues.length] ?? 0,
            chroma: 0.06,
          }
    }
  }
}

/** The colour that most bytes of an entry have. */
export function mainColour(tree: FileTree, at: number, by: ColourBy, isIn: (at: number) => boolean): Colour {
  const shares = colourShares(tree, at, by, isIn)
  return shares[0]?.colour ?? colourOf(tree, at, by)
}

/** How the bytes below an entry divide between colours; largest first. */
export function colourShares(
  tree: FileTree,
  at: number,
  by: ColourBy,
  isIn: (at: number) => boolean,
): readonly { readonly colour: Colour; readonly bytes: number }[] {
  const { bytes } = tree.image.columns
  const shares = new Map<string, { colour: Colour; bytes: number }>()
  const end = tree.end[at] ?? 0
  for (let file = at; file < end; file++) {
    const size = bytes[file] ?? 0
    if (size === 0 || !isIn(file)) continue
    const colour = colourOf(tree, file, by)
    const share = shares.get(colour.key)
    if (share) share.bytes += size
    else shares.set(colour.key, { colour, bytes: size })
  }
  return [...shares.values()].sort((a, b) => b.bytes - a.bytes)
}
