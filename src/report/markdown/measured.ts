import type { MeasuredImage } from '../../measure/measured-image.ts'
import { count } from '../terminal/fit.ts'
import { formatSize } from '../terminal/size.ts'
import { comment } from './comment.ts'
import { secretList } from './secrets.ts'
import { sizeConditions } from './sizes.ts'
import { code, details, list, prose, shortCode, table } from './text.ts'

const TOLD = 5
const LISTED = 20

/** The comment of `laststage measure --markdown`. */
export function measuredComment(image: MeasuredImage): string {
  const { name, size } = image
  return comment(
    'measure',
    name,
    [
      `### Image size: ${formatSize(size.unpacked)} unpacked, ${formatSize(size.compressed)} to pull`,
      `${code(name)}, ${image.platform}, ${count(size.layers, 'layer')}, ${count(size.files, 'file')}`,
      secretList('Looks like secrets', image.secrets),
      waste(image),
      sizeConditions([size]),
    ],
    [
      details('Layers', layers(image)),
      details('Largest folders', paths(image.folders)),
      details('Largest files', paths(image.files)),
      details(count(image.packages.length, 'package'), packages(image)),
    ],
  )
}

function waste({ waste: { bytes, groups }, layers }: MeasuredImage): string {
  if (bytes === 0) return 'No waste was found in the own layers.'
  const lines = groups.slice(0, TOLD).map(group => {
    const instruction = layers[group.by]?.instruction
    const blame = instruction === undefined ? '' : `, by ${shortCode(instruction)}`
    return `**${formatSize(group.bytes)}** ${prose(group.what)}, ${count(group.files, 'file')} in ${code(group.folder)}${blame}: ${prose(group.advice)}`
  })
  return `**Waste: ${formatSize(bytes)} in the own layers**\n\n${list(lines)}`
}

function layers({ layers }: MeasuredImage): string {
  const rows = layers.map(({ index, unpacked, compressed, wasted, base, instruction }) => [
    String(index),
    formatSize(unpacked),
    formatSize(compressed),
    wasted === 0 ? '' : formatSize(wasted),
    `${base ? '(base) ' : ''}${shortCode(instruction ?? 'unknown')}`,
  ])
  return table(
    [['layer', 'unpacked', 'to pull', 'wasted', 'instruction'], ...rows],
    ['right', 'right', 'right', 'right', 'left'],
  )
}

function paths(found: readonly { readonly path: string; readonly bytes: number }[]): string {
  if (found.length === 0) return ''
  const rows = found.slice(0, LISTED).map(({ path, bytes }) => [formatSize(bytes), code(path)])
  return table([['size', 'path'], ...rows], ['right', 'left'])
}

function packages({ packages }: MeasuredImage): string {
  if (packages.length === 0) return ''
  const rows = packages
    .slice(0, LISTED)
    .map(({ bytes, name, version, ecosystem }) => [formatSize(bytes), code(name), code(version), ecosystem])
  return table([['size', 'package', 'version', 'kind'], ...rows], ['right', 'left', 'left', 'left'])
}
