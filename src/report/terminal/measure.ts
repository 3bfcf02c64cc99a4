import type { WasteGroup } from '../../measure/inspect/waste.ts'
import type { MeasuredImage, MeasuredLayer } from '../../measure/measured-image.ts'
import { firstSteps, nothingFirst } from '../first-steps.ts'
import { printableName } from '../../image/tar/names.ts'
import { count, cutEnd, cutPath, some } from './fit.ts'
import { formatSize } from './size.ts'
import type { Style } from './style.ts'
import { secretLines } from './secrets.ts'
import { columns, wrap } from './text.ts'

const TOP = 8
/** Waste below this share of the image, or this many bytes, is counted and not listed. */
const WORTH_TELLING = 0.003
const WASTE_GROUPS = 8

/** What `laststage measure` prints. */
export function renderMeasured(image: MeasuredImage, style: Style): string {
  const sections = [
    headline(image, style),
    first(image, style),
    layers(image, style),
    waste(image, style),
    secretLines('Looks like secrets', image.secrets, style),
    contents(image, style),
    packages(image, style),
    surface(image, style),
    image.notes.flatMap(note => wrap(`Note: ${note}.`, style.width)),
    wrap('More: -i looks around in it, --report FILE.html makes a page, --json prints all.', style.width).map(
      line => style.dim(line),
    ),
  ]
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

function headline(image: MeasuredImage, style: Style): readonly string[] {
  const { size } = image
  const mark = size.standIn ? '  (on a stand-in base image)' : ''
  return [
    `${style.bold(cutEnd(image.name, style.width - 20, style))}  ${image.platform}`,
    ` ${style.bold(formatSize(size.unpacked))} unpacked, ${formatSize(size.compressed)} to pull, ${count(size.layers, 'layer')}, ${count(size.files, 'file')}${mark}`,
    ...baseLine(image),
  ]
}

/** What is worth doing stands before what there is to know. */
function first(image: MeasuredImage, style: Style): readonly string[] {
  const steps = firstSteps(image)
  if (steps.length === 0) return [nothingFirst]
  return [
    style.bold('To do first'),
    ...steps.flatMap((step, index) =>
      wrap(printableName(step), style.width - 3).map((line, at) => ` ${at === 0 ? index + 1 : ' '} ${line}`),
    ),
  ]
}

function baseLine({ base, size }: MeasuredImage): readonly string[] {
  switch (base.how) {
    case 'asked':
      return [` base image ${base.name}: ${share(base.unpacked, size.unpacked)}`]
    case 'history':
      return [` base image, at least: ${share(base.unpacked, size.unpacked)}`]
    case 'unknown':
      return [' base image unknown: all layers count as own (--base NAME tells them apart)']
  }
}

function share(bytes: number, total: number): string {
  return `${formatSize(bytes)} of it (${percent(bytes, total)})`
}

function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : (100 * part) / whole
  return share > 0 && share < 0.5 ? 'under 1 %' : `${Math.round(share)} %`
}

function layers(image: MeasuredImage, style: Style): readonly string[] {
  const cells = columns(
    [
      ['#', 'pull', 'unpacked', 'files', 'waste'],
      ...image.layers.map(layer => [
        String(layer.index),
        formatSize(layer.compressed),
        formatSize(layer.unpacked),
        layer.files.toLocaleString('en-US'),
        layer.wasted === 0 ? '' : formatSize(layer.wasted),
      ]),
    ],
    ['right', 'right', 'right', 'right', 'right'],
  )
  const width = Math.max(...cells.map(line => line.length))
  return cells.map((line, at) => {
    const padded = ` ${line.padEnd(width)}  `
    const layer = image.layers[at - 1]
    if (!layer) return style.dim(`${padded}instruction`)
    return `${padded}${layerText(layer, style.width - padded.length, style)}`
  })
}

/** A layer's instruction, as far as there is room for it. */
export function layerText(
  layer: Pick<MeasuredLayer, 'base' | 'instruction'>,
  room: number,
  style: Style,
): string {
  const mark = layer.base ? '[base] ' : ''
  const text = layer.instruction ?? 'unknown'
  const shown = cutEnd(`${mark}${text}`, room, style)
  return layer.base ? style.dim(shown) : shown
}

function waste(image: MeasuredImage, style: Style): readonly string[] {
  const { bytes, groups } = image.waste
  if (bytes === 0) return [style.bold('Waste'), ' none found in the own layers']
  const least = Math.max(1000, image.size.unpacked * WORTH_TELLING)
  const told = groups.filter(group => group.bytes >= least).slice(0, WASTE_GROUPS)
  const rest = bytes - told.reduce((sum, group) => sum + group.bytes, 0)
  return [
    `${style.bold('Waste')}  ${formatSize(bytes)} in the own layers (${percent(bytes, image.size.unpacked)} of the image)`,
    ...told.flatMap(group => wasteLines(group, image, style)),
    ...(rest > 0
      ? [` ${formatSize(rest).padStart(8)}  in ${told.length === 0 ? 'small' : 'smaller'} pieces`]
      : []),
  ]
}

function wasteLines(group: WasteGroup, image: MeasuredImage, style: Style): readonly string[] {
  const instruction = image.layers[group.by]?.instruction
  const indent = ' '.repeat(11)
  const room = style.width - indent.length
  const where =
    group.files === 1 || group.folder === '/' ? (group.examples[0]?.path ?? group.folder) : group.folder
  const [repeat] = group.kind === 'duplicate' ? group.examples : []
  return [
    ` ${style.warn(formatSize(group.bytes).padStart(8))}  ${cutEnd(`${group.what}, ${count(group.files, 'file')}`, room, style)}`,
    // What is twice is told by both of its names.
    ...(repeat === undefined || group.files > 1 ? [`${indent}${cutPath(where, room, style)}`] : []),
    ...(repeat === undefined ? [] : twice(repeat.path, repeat.sameAs ?? '', room, style)).map(
      line => `${indent}${line}`,
    ),
    ...(instruction === undefined
      ? []
      : [`${indent}layer ${group.by}: ${cutEnd(instruction, room - 10, style)}`]),
    ...wrap(group.advice, room).map(line => style.dim(`${indent}${line}`)),
  ]
}

/** Both names of what is there twice; where they are long, it is their difference that is to be seen. */
function twice(path: string, other: string, room: number, style: Style): readonly string[] {
  const line = `${printableName(path)} = ${printableName(other)}`
  return line.length <= room ? [line] : [cutPath(path, room, style), `= ${cutPath(other, room - 2, style)}`]
}

function contents(image: MeasuredImage, style: Style): readonly string[] {
  const room = style.width - 12
  const line = (bytes: number, path: string) =>
    ` ${formatSize(bytes).padStart(8)}  ${cutPath(path, room, style)}`
  return [
    style.bold('Largest folders'),
    ...image.folders.slice(0, TOP).map(folder => line(folder.bytes, folder.path)),
    '',
    style.bold('Largest files'),
    ...image.files.slice(0, TOP).map(file => line(file.bytes, file.path)),
  ]
}

function packages(image: MeasuredImage, style: Style): readonly string[] {
  const owners = image.owners.map(share => {
    const number = image.packages.filter(one => one.ecosystem === share.owner).length
    const name =
      share.owner === 'none' ? 'listed by no package' : `${share.owner}, ${count(number, 'package')}`
    return ` ${formatSize(share.bytes).padStart(8)}  ${name}`
  })
  const top = image.packages.slice(0, TOP).map(one => {
    const name = `${one.name} ${one.version}`.trim()
    const how = one.how === 'declared' ? ' (as declared)' : ''
    return ` ${formatSize(one.bytes).padStart(8)}  ${cutEnd(`${name}  ${one.ecosystem}${how}`, style.width - 12, style)}`
  })
  return [
    style.bold('Owners of the files'),
    ...owners,
    ...(top.length === 0 ? [] : ['', style.bold('Largest packages'), ...top]),
  ]
}

function surface(image: MeasuredImage, style: Style): readonly string[] {
  const found = image.surface
  const { run } = image
  const facts: readonly (readonly [string, string])[] = [
    ['user', found.runsAsRoot && found.user !== 'root' ? `${found.user}, which is root` : found.user],
    ['starts', command(run.entrypoint, run.cmd)],
    ['health', run.healthcheck === undefined ? 'no HEALTHCHECK' : run.healthcheck.join(' ')],
    ['shells', some(found.shells, TOP)],
    ['package managers', some(found.packageManagers, TOP)],
    ['network tools', some(found.networkTools, TOP)],
    ['setuid files', counted(found.setuid)],
    ['capabilities', counted(found.capabilities)],
    ['world-writable', counted(found.worldWritable)],
    [
      'writable files',
      `${count(found.writableFiles, 'file')} by the user; ${count(found.executables, 'executable')}`,
    ],
  ]
  return [
    style.bold('What an attacker finds'),
    ...facts.flatMap(([name, value]) =>
      wrap(value, style.width - 20).map(
        (line, at) => ` ${(at === 0 ? name : '').padEnd(17)} ${cutEnd(line, style.width - 19, style)}`,
      ),
    ),
  ]
}

function command(entrypoint: readonly string[], cmd: readonly string[]): string {
  const all = [...entrypoint, ...cmd]
  return all.length === 0 ? 'nothing: neither ENTRYPOINT nor CMD' : all.join(' ')
}

function counted(paths: readonly string[]): string {
  return paths.length <= 1 ? some(paths, 1) : `${paths.length}: ${some(paths, 4)}`
}
