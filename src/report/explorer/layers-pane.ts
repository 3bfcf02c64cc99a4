import { formatSize } from '../terminal/size.ts'
import { lineOf, padded, type Piece } from './cells.ts'
import { blank, headingLine } from './lines.ts'
import type { Area } from './layout.ts'
import type { Look } from './look.ts'
import type { State } from './state.ts'

/** The whole image, then its layers from the lowest up: bytes, those wasted, instruction. */
export function layerLines(state: State, { width, height }: Area, look: Look): readonly string[] {
  const { image, layersTop } = state
  const isActive = state.pane === 'layers'
  const lines = [headingLine('Layers', width, look, isActive, [{ text: '  size, waste', look: look.dim }])]
  for (let row = layersTop; row < layersTop + height - 1 && row <= image.layers.length; row++) {
    const isChosen = row - 1 === state.layer
    const pieces = [{ text: isChosen ? look.cursor : ' ' }, ...layerPieces(state, row - 1, look)]
    const whole = isChosen ? (isActive ? look.chosen : look.bold) : undefined
    lines.push(lineOf(pieces, width, look.signs.more, whole))
  }
  return [...lines, ...blank(height - lines.length, width)]
}

function layerPieces({ image }: State, index: number, look: Look): readonly Piece[] {
  const digits = String(image.layers.length - 1).length
  const layer = image.layers[index]
  const wasted = layer ? layer.wasted : image.wasted
  const isBase = layer?.base === true
  return [
    {
      text: `${padded(layer ? String(index) : '', digits, 'right')} ${padded(formatSize(layer?.unpacked ?? image.unpacked), 7, 'right')} `,
      look: isBase ? look.dim : undefined,
    },
    { text: `${padded(wasted === 0 ? '' : formatSize(wasted), 7, 'right')}  `, look: look.warn },
    {
      text: layer ? `${isBase ? '[base] ' : ''}${layer.instruction ?? 'unknown'}` : 'the whole image',
      look: isBase ? look.dim : undefined,
    },
  ]
}
