import type { RebuildFigures, TouchedRebuild } from '../../src/measure/rebuild/figures.ts'
import { formatSize, formatTime } from '../../src/report/terminal/size.ts'
import type { Style } from '../../src/report/terminal/style.ts'
import { columns, wrap } from '../../src/report/terminal/text.ts'
import type { Shown } from './table.ts'
import { chosenOf } from './table.ts'

/** Rebuilds before and after, one line for each app that has them. */
export function rebuildTable(shown: readonly Shown[], style: Style): readonly string[] {
  const rows = shown.flatMap(({ name, report }) => {
    const before = report.original.rebuild
    const after = chosenOf(report)?.rebuild
    if (before === undefined || after === undefined) return []
    const pair = (show: (it: RebuildFigures) => string): string =>
      `${show(before)} ${style.signs.arrow} ${show(after)}`
    return [
      [
        ` ${name}`,
        pair(({ source }) => time(source, 'warmMs')),
        pair(({ source }) => time(source, 'layerCacheMs')),
        pair(({ coldMs }) => formatTime(coldMs)),
        pair(({ repush }) => pushed(repush, style)),
      ],
    ]
  })
  const head = ['', 'one line, laptop', 'one line, CI', 'cold', 're-push']
  const words =
    'Builds, before and after: one touched line with warm cache mounts, the same with the layer cache alone, and from nothing; what the line has to push. One build each, on caches of their own.'
  return [
    ...columns([head, ...rows], ['left', 'right', 'right', 'right', 'right']),
    ...wrap(words, style.width - 1).map(line => ` ${style.dim(line)}`),
  ]
}

function time(rebuild: TouchedRebuild | undefined, key: 'warmMs' | 'layerCacheMs'): string {
  return rebuild?.kind === 'measured' ? formatTime(rebuild[key]) : 'unknown'
}

function pushed(repush: RebuildFigures['repush'], { signs }: Style): string {
  if (repush === undefined) return 'unknown'
  return `${repush.kind === 'estimated' ? `${signs.atMost} ` : ''}${formatSize(repush.bytes)}`
}
