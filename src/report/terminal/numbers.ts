import type { RebuildFigures, TouchedRebuild } from '../../measure/rebuild/figures.ts'
import type { CandidateReport, Report } from '../report.ts'
import { formatSize, formatTime } from './size.ts'
import type { Style } from './style.ts'
import { columns, wrap } from './text.ts'

/** Before and after, beside the sizes: rebuilds, bytes to push, memory, time to ready. Nothing where nothing is known. */
export function numberLines(
  original: Report['original'],
  chosen: CandidateReport,
  style: Style,
): readonly string[] {
  const { arrow } = style.signs
  const rows = [
    ...rebuildRows(original.rebuild, chosen.rebuild, style),
    ...both('push beyond the base', original.size?.beyondBase, chosen.size?.beyondBase, formatSize),
    ...both('time to ready', original.readyMs, chosen.readyMs, formatTime),
    ...both('peak memory', original.peakMemoryBytes, chosen.peakMemoryBytes, formatSize),
  ]
  if (rows.length === 0) return []
  const lines = columns(
    rows.map(([name, before, after]) => [` ${name}`, before, arrow, after]),
    ['left', 'right', 'left', 'right'],
  )
  return [style.bold('Before and after'), ...lines, ...conditions(original.rebuild, chosen.rebuild, style)]
}

type Row = readonly [name: string, before: string, after: string]

function both<T>(
  name: string,
  before: T | undefined,
  after: T | undefined,
  show: (value: T) => string,
): readonly Row[] {
  if (before === undefined && after === undefined) return []
  const word = (value: T | undefined): string => (value === undefined ? 'unknown' : show(value))
  return [[name, word(before), word(after)]]
}

function rebuildRows(
  before: RebuildFigures | undefined,
  after: RebuildFigures | undefined,
  style: Style,
): readonly Row[] {
  if (before === undefined && after === undefined) return []
  const source = before?.source?.file ?? after?.source?.file
  const manifest = before?.manifest?.file ?? after?.manifest?.file
  const repush = (it: RebuildFigures['repush']): string =>
    it === undefined
      ? 'unknown'
      : `${it.kind === 'estimated' ? `${style.signs.atMost} ` : ''}${formatSize(it.bytes)}`
  return [
    ...(source === undefined
      ? []
      : ([
          [
            'rebuild after one line of source',
            times(before?.source, 'warmMs'),
            times(after?.source, 'warmMs'),
          ],
          [
            '  with the layer cache alone',
            times(before?.source, 'layerCacheMs'),
            times(after?.source, 'layerCacheMs'),
          ],
          ['  to push after it', repush(before?.repush), repush(after?.repush)],
        ] as const)),
    ...(manifest === undefined
      ? []
      : ([
          [
            'rebuild after a touched manifest',
            times(before?.manifest, 'warmMs'),
            times(after?.manifest, 'warmMs'),
          ],
          [
            '  with the layer cache alone',
            times(before?.manifest, 'layerCacheMs'),
            times(after?.manifest, 'layerCacheMs'),
          ],
        ] as const)),
    ...both('cold build', before?.coldMs, after?.coldMs, formatTime),
  ]
}

function times(rebuild: TouchedRebuild | undefined, key: 'warmMs' | 'layerCacheMs'): string {
  if (rebuild === undefined) return 'unknown'
  return rebuild.kind === 'void' ? 'void' : formatTime(rebuild[key])
}

/** What the figures rest on, why some are void, and what could not be measured. */
function conditions(
  before: RebuildFigures | undefined,
  after: RebuildFigures | undefined,
  style: Style,
): readonly string[] {
  const figures = [before, after].flatMap(it => it ?? [])
  if (figures.length === 0) return []
  const files = [...new Set(figures.flatMap(it => [it.source, it.manifest].flatMap(one => one?.file ?? [])))]
  const estimated = figures.some(({ repush }) => repush?.kind === 'estimated')
  const sentences = [
    ...(files.length === 0 ? [] : [`Touched: ${files.join(', ')}.`]),
    'Rebuilds are one build each, on caches of their own: with the cache mounts that a build left (a laptop), and without (a fresh CI runner).',
    ...(estimated
      ? [
          `${style.signs.atMost}: the line changed nothing of what ships; an edit that does pushes at most that.`,
        ]
      : []),
    ...figures.flatMap(({ source, manifest }) =>
      [source, manifest].flatMap(it => (it?.kind === 'void' ? [`${it.file}: void, ${it.reason}.`] : [])),
    ),
    ...new Set(figures.flatMap(({ notes }) => notes.map(note => `Not measured: ${note}.`))),
  ]
  return [...new Set(sentences)].flatMap(text =>
    wrap(text, style.width - 2).map(line => style.dim(` ${line}`)),
  )
}
