import {
  type FileChange,
  hiddenDelta,
  type ImageDiff,
  type LayerDiff,
  type Tally,
} from '../../measure/image-diff.ts'
import { count, cutEnd, cutPath } from './fit.ts'
import { formatDelta, formatSize } from './size.ts'
import type { Style } from './style.ts'
import { secretLines } from './secrets.ts'
import { surfaceChange } from './surface.ts'
import { columns } from './text.ts'
import { vulnerabilityLines } from './vulnerabilities.ts'

const TOP = 8

/** What `laststage diff` prints. */
export function renderImageDiff(diff: ImageDiff, style: Style): string {
  const sections = [
    sizes(diff, style),
    secretLines('New, and looks like a secret', diff.secrets, style),
    summary(diff, style),
    culprits(diff, style),
    layers(diff, style),
    owners(diff, style),
    packages(diff, style),
    folders(diff, style),
    files(diff, style),
    surfaceChange(diff.before.surface, diff.after.surface, style),
    vulnerabilityLines(diff.vulnerabilities, style),
  ]
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`
}

/** Growth is what one looks for. */
function coloured(text: string, bytes: number, style: Style): string {
  return bytes > 0 ? style.warn(text) : bytes < 0 ? style.good(text) : text
}

function sizes({ before, after }: ImageDiff, style: Style): readonly string[] {
  const row = (name: string, old: number, now: number, text: (value: number) => string) => [
    name,
    text(old),
    text(now),
    coloured(signedWith(now - old, text), now - old, style),
    style.dim(shareOf(now - old, old)),
  ]
  const lines = columns(
    [
      ['', 'before', 'after', '', ''],
      row('to pull', before.size.compressed, after.size.compressed, formatSize),
      row('unpacked', before.size.unpacked, after.size.unpacked, formatSize),
      row('layers', before.size.layers, after.size.layers, grouped),
      row('files', before.size.files, after.size.files, grouped),
    ],
    ['left', 'right', 'right', 'right', 'right'],
  )
  const name = (text: string) => cutEnd(text, style.width - 9, style)
  const standIn = before.size.standIn || after.size.standIn ? [' Sizes rest on stand-in base images.'] : []
  return [
    `${style.bold('before')}  ${name(before.name)}`,
    `${style.bold('after')}   ${name(after.name)}`,
    '',
    ...lines.map(line => ` ${line}`),
    ...standIn,
  ]
}

/** `+24 %`; nothing where nothing changed, or there was nothing. */
function shareOf(delta: number, of: number): string {
  if (delta === 0 || of === 0) return ''
  const share = (100 * Math.abs(delta)) / of
  const sign = delta > 0 ? '+' : '-'
  return share < 0.5 ? `${sign}<1 %` : `${sign}${Math.round(share).toLocaleString('en-US')} %`
}

function grouped(value: number): string {
  return value.toLocaleString('en-US')
}

function signedWith(value: number, text: (value: number) => string): string {
  return value === 0 ? '=' : `${value > 0 ? '+' : '-'}${text(Math.abs(value))}`
}

function summary(diff: ImageDiff, style: Style): readonly string[] {
  const { summary: all } = diff
  const hidden = hiddenDelta(diff)
  const kinds: readonly (readonly [string, Tally])[] = [
    ['added', all.added],
    ['removed', all.removed],
    ['grown', all.grown],
    ['shrunk', all.shrunk],
    ['changed, same size', all.changed],
    ['only mode, owner or link', all.metadata],
  ]
  const told = kinds.filter(([, tally]) => tally.files > 0)
  if (told.length === 0 && hidden === 0)
    return [`${style.bold('Files')}  ${count(all.same, 'file')}, all the same`]
  return [
    `${style.bold('Files')}  ${count(all.same, 'file')} the same`,
    ...columns(
      [
        ...told.map(([name, tally]) => [name, count(tally.files, 'file'), formatDelta(tally.delta)]),
        ...(hidden === 0 ? [] : [['hidden by later layers', '', formatDelta(hidden)]]),
      ],
      ['left', 'right', 'right'],
    ).map(line => ` ${line}`),
  ]
}

function culprits(diff: ImageDiff, style: Style): readonly string[] {
  const grown = diff.culprits.filter(one => one.delta > 0).slice(0, 5)
  const hidden = hiddenDelta(diff)
  if (grown.length === 0 && hidden <= 0) return []
  return [
    style.bold('Where growth comes from'),
    ...grown.flatMap(one => [
      ` ${style.warn(formatDelta(one.delta).padStart(9))}  ${cutEnd(one.instruction ?? `layer ${one.layer}`, style.width - 13, style)}`,
      `            ${style.dim(cutPath(one.file, style.width - 13, style))}`,
    ]),
    ...(hidden <= 0
      ? []
      : [
          ` ${style.warn(formatDelta(hidden).padStart(9))}  files that later layers delete or replace: no container has them`,
          `            ${style.dim(cutEnd(`laststage measure ${diff.after.name} names them`, style.width - 13, style))}`,
        ]),
  ]
}

function layers(diff: ImageDiff, style: Style): readonly string[] {
  const changed = diff.layers.filter(layer => layer.status !== 'same')
  const same = diff.layers.length - changed.length
  if (changed.length === 0) return [`${style.bold('Layers')}  all the same`]
  return [
    `${style.bold('Layers')}  ${same} the same`,
    ...changed.map(layer => {
      const delta = (layer.after?.unpacked ?? 0) - (layer.before?.unpacked ?? 0)
      const head = ` ${layerSign(layer)} ${formatDelta(delta).padStart(9)}  `
      return `${coloured(head, delta, style)}${cutEnd(layer.instruction ?? 'unknown', style.width - head.length, style)}`
    }),
  ]
}

function layerSign(layer: LayerDiff): string {
  return layer.status === 'added' ? '+' : layer.status === 'removed' ? '-' : '~'
}

function owners(diff: ImageDiff, style: Style): readonly string[] {
  const changed = diff.owners.filter(one => one.before !== one.after)
  if (changed.length === 0) return []
  return [
    style.bold('Owners'),
    ...changed.map(one =>
      deltaLine(one.owner === 'none' ? 'listed by no package' : one.owner, one.before, one.after, style),
    ),
  ]
}

function deltaLine(name: string, before: number, after: number, style: Style): string {
  const delta = after - before
  const sizes = `${formatSize(before).padStart(8)} ${style.signs.arrow} ${formatSize(after).padEnd(8)}`
  const room = style.width - 15 - sizes.length
  return ` ${coloured(formatDelta(delta).padStart(9), delta, style)}  ${sizes}  ${cutPath(name, room, style)}`
}

function packages(diff: ImageDiff, style: Style): readonly string[] {
  if (diff.packages.length === 0) return []
  const told = diff.packages.slice(0, TOP)
  return [
    `${style.bold('Packages')}  ${count(diff.packages.length, 'difference')}`,
    ...told.map(one => {
      const delta = (one.after?.bytes ?? 0) - (one.before?.bytes ?? 0)
      const versions = versionsText(one.before?.version, one.after?.version, style)
      const text = cutEnd(`${one.name} ${versions}  ${one.ecosystem}`, style.width - 13, style)
      return ` ${coloured(formatDelta(delta).padStart(9), delta, style)}  ${text}`
    }),
    ...rest(diff.packages.length - told.length),
  ]
}

function versionsText(before: string | undefined, after: string | undefined, style: Style): string {
  if (before === undefined) return `${after ?? ''} added`
  if (after === undefined) return `${before} removed`
  return before === after ? before : `${before} ${style.signs.arrow} ${after}`
}

function rest(number: number): readonly string[] {
  return number > 0 ? [`            and ${number.toLocaleString('en-US')} more (--json has them)`] : []
}

function folders(diff: ImageDiff, style: Style): readonly string[] {
  if (diff.folders.length === 0) return []
  return [
    style.bold('Folders'),
    ...diff.folders.slice(0, TOP).map(one => deltaLine(one.path, one.before, one.after, style)),
  ]
}

function files(diff: ImageDiff, style: Style): readonly string[] {
  if (diff.files.length === 0) return []
  const told = diff.files.slice(0, TOP)
  return [
    style.bold('Files that differ most'),
    ...told.map(change => fileLine(change, style)),
    ...rest(diff.files.length - told.length + diff.moreFiles),
  ]
}

function fileLine(change: FileChange, style: Style): string {
  const delta = (change.after ?? 0) - (change.before ?? 0)
  const detail = change.what ?? change.owner ?? ''
  const head = ` ${coloured(formatDelta(delta).padStart(9), delta, style)}  ${change.kind.padEnd(8)}  `
  const room = style.width - 23
  const path = cutPath(change.path, detail === '' ? room : Math.max(20, room - detail.length - 2), style)
  return `${head}${path}${detail === '' ? '' : style.dim(`  ${cutEnd(detail, Math.max(0, room - path.length - 2), style)}`)}`
}
