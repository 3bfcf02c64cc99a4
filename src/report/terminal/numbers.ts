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
  const { arrow, atMost } = style.signs
  const rows = numberRows(original, chosen, atMost)
  if (rows.length === 0) return []
  const lines = columns(
    rows.map(({ name, before, after }) => [` ${name}`, before, arrow, after]),
    ['left', 'right', 'left', 'right'],
  )
  const conditions = numberConditions(original.rebuild, chosen.rebuild, atMost).flatMap(text =>
    wrap(text, style.width - 2).map(line => style.dim(` ${line}`)),
  )
  return [style.bold('Before and after'), ...lines, ...conditions]
}

/** A figure before and after, as text; `values` where both were measured, so that a bar may show them. */
export interface NumberRow {
  readonly name: string
  readonly before: string
  readonly after: string
  readonly values?: readonly [number, number]
}

/** @param atMost the sign before an upper bound */
export function numberRows(
  original: Report['original'],
  chosen: CandidateReport,
  atMost: string,
): readonly NumberRow[] {
  return [
    ...rebuildRows(original.rebuild, chosen.rebuild, atMost),
    ...both('push beyond the base', original.size?.beyondBase, chosen.size?.beyondBase, formatSize),
    ...both('time to ready', original.readyMs, chosen.readyMs, formatTime),
    ...both('peak memory', original.peakMemoryBytes, chosen.peakMemoryBytes, formatSize),
  ]
}

function both(
  name: string,
  before: number | undefined,
  after: number | undefined,
  show: (value: number) => string,
): readonly NumberRow[] {
  if (before === undefined && after === undefined) return []
  const word = (value: number | undefined): string => (value === undefined ? 'unknown' : show(value))
  const known = before === undefined || after === undefined ? {} : { values: [before, after] as const }
  return [{ name, before: word(before), after: word(after), ...known }]
}

function rebuildRows(
  before: RebuildFigures | undefined,
  after: RebuildFigures | undefined,
  atMost: string,
): readonly NumberRow[] {
  if (before === undefined && after === undefined) return []
  const source = before?.source ?? after?.source
  const manifest = before?.manifest ?? after?.manifest
  const repush = (it: RebuildFigures['repush']): string =>
    it === undefined ? 'unknown' : `${it.kind === 'estimated' ? `${atMost} ` : ''}${formatSize(it.bytes)}`
  return [
    ...(source === undefined
      ? []
      : [
          touched('rebuild after one line of source', before?.source, after?.source, 'warmMs'),
          touched('  with the layer cache alone', before?.source, after?.source, 'layerCacheMs'),
          {
            name: '  to push after it',
            before: repush(before?.repush),
            after: repush(after?.repush),
            ...(before?.repush && after?.repush
              ? { values: [before.repush.bytes, after.repush.bytes] as const }
              : {}),
          },
        ]),
    ...(manifest === undefined
      ? []
      : [
          touched('rebuild after a touched manifest', before?.manifest, after?.manifest, 'warmMs'),
          touched('  with the layer cache alone', before?.manifest, after?.manifest, 'layerCacheMs'),
        ]),
    ...both('cold build', before?.coldMs, after?.coldMs, formatTime),
  ]
}

function touched(
  name: string,
  before: TouchedRebuild | undefined,
  after: TouchedRebuild | undefined,
  key: 'warmMs' | 'layerCacheMs',
): NumberRow {
  const values =
    before?.kind === 'measured' && after?.kind === 'measured'
      ? { values: [before[key], after[key]] as const }
      : {}
  return { name, before: times(before, key), after: times(after, key), ...values }
}

function times(rebuild: TouchedRebuild | undefined, key: 'warmMs' | 'layerCacheMs'): string {
  if (rebuild === undefined) return 'unknown'
  return rebuild.kind === 'void' ? 'void' : formatTime(rebuild[key])
}

/** What the figures rest on, why some are void, and what could not be measured; a sentence each. */
export function numberConditions(
  before: RebuildFigures | undefined,
  after: RebuildFigures | undefined,
  atMost: string,
): readonly string[] {
  const figures = [before, after].flatMap(it => it ?? [])
  if (figures.length === 0) return []
  const files = [...new Set(figures.flatMap(it => [it.source, it.manifest].flatMap(one => one?.file ?? [])))]
  const estimated = figures.some(({ repush }) => repush?.kind === 'estimated')
  const sentences = [
    ...(files.length === 0 ? [] : [`Touched: ${files.join(', ')}.`]),
    'Rebuilds are one build each, on caches of their own: with the cache mounts that a build left (a laptop), and without (a fresh CI runner).',
    ...(estimated
      ? [`${atMost}: the line changed nothing of what ships; an edit that does pushes at most that.`]
      : []),
    ...figures.flatMap(({ source, manifest }) =>
      [source, manifest].flatMap(it => (it?.kind === 'void' ? [`${it.file}: void, ${it.reason}.`] : [])),
    ),
    ...figures.flatMap(({ notes }) => notes.map(note => `Not measured: ${note}.`)),
  ]
  return [...new Set(sentences)]
}
