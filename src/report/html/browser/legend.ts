import { formatSize } from '../../terminal/size.ts'
import { type ColourBy, colourShares } from './colours.ts'
import { element } from './dom.ts'
import type { FileTree } from './file-tree.ts'
import { paint } from './map.ts'

const MOST = 12

/** The colours that a folder has, with their bytes, and of layers their instruction. */
export function legendItems(
  tree: FileTree,
  folder: number,
  colourBy: ColourBy,
  isIn: (at: number) => boolean,
): readonly HTMLElement[] {
  return colourShares(tree, folder, colourBy, isIn)
    .slice(0, MOST)
    .map(({ colour, bytes }) => {
      const swatch = element('i', { 'aria-hidden': 'true' })
      paint(swatch.style, colour)
      const instruction = colour.layer === undefined ? undefined : tree.image.instructions[colour.layer]
      const code = instruction ? [element('code', {}, [instruction.slice(0, 60)])] : []
      return element('li', {}, [swatch, `${colour.label} ${formatSize(bytes)}`, ...code])
    })
}
