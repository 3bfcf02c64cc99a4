import type { OutlinedImage } from '../../measure/outlined-image.ts'
import { count, cutEnd } from './fit.ts'
import { layerText } from './measure.ts'
import { formatSize } from './size.ts'
import type { Style } from './style.ts'
import { columns } from './text.ts'

/** What `laststage measure --no-contents` prints. */
export function renderOutline(image: OutlinedImage, style: Style): string {
  const { size, base } = image
  const share = `${formatSize(base.compressed)} of it`
  const baseLine = {
    asked: ` base image ${base.how === 'asked' ? base.name : ''}: ${share}`,
    history: ` base image, at least: ${share}`,
    unknown: ' base image unknown (--base NAME tells its layers apart)',
  }[base.how]
  return `${[
    `${style.bold(cutEnd(image.name, style.width - 20, style))}  ${image.platform}`,
    ` ${style.bold(formatSize(size.compressed))} to pull, ${count(size.layers, 'layer')}; contents not fetched`,
    ` ${style.dim(image.digest)}`,
    baseLine,
    '',
    ...layers(image, style),
  ].join('\n')}\n`
}

function layers(image: OutlinedImage, style: Style): readonly string[] {
  const cells = columns(
    [['#', 'pull'], ...image.layers.map(layer => [String(layer.index), formatSize(layer.compressed)])],
    ['right', 'right'],
  )
  return cells.map((line, at) => {
    const layer = image.layers[at - 1]
    if (!layer) return style.dim(` ${line}  instruction`)
    return ` ${line}  ${layerText(layer, style.width - line.length - 3, style)}`
  })
}
