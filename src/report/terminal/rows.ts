import { stripVTControlCharacters } from 'node:util'
import type { BaseEstimate, CandidateReport, Report } from '../report.ts'
import { formatEstimate, formatRatio, formatSize, isKnown } from './size.ts'
import type { Style } from './style.ts'
import { columns, pad, wrap } from './text.ts'
import { verdictWords } from './verdict.ts'

interface Row {
  readonly sign: string
  readonly cells: readonly [string, string, string, string]
  readonly note: string
}

/** A line for the original and one for each candidate: sizes, and what was proved of it. */
export function renderRows(report: Report, style: Style): readonly string[] {
  const rows = [
    headRow(report, style),
    originalRow(report, style),
    ...report.candidates.map(it => candidateRow(it, report, style)),
  ]
  const heads = columns(
    rows.map(row => row.cells),
    ['left', 'right', 'right', 'right'],
  )
  const width = Math.max(...heads.map(head => stripVTControlCharacters(head).length))
  // Notes stand beside the sizes where all of them fit there, and below where one does not.
  const room = style.width - width - 5
  const beside = rows.every(row => row.note.length <= room)
  return rows.flatMap((row, index) => {
    const head = ` ${row.sign} ${heads[index] ?? ''}`.trimEnd()
    if (head === '') return []
    if (row.note === '') return [head]
    if (beside) return [` ${row.sign} ${pad(heads[index] ?? '', width)}  ${row.note}`]
    return [head, ...wrap(row.note, style.width - 5).map(line => `     ${line}`)]
  })
}

/** What the figures are; nothing where there are none. */
function headRow(report: Report, style: Style): Row {
  const told = [report.original, ...report.candidates]
  const head = told.some(({ size, base }) => size !== undefined || base !== undefined)
    ? ['pull', 'unpacked']
    : ['', '']
  const [pull = '', unpacked = ''] = head.map(text => (text === '' ? '' : style.dim(text)))
  return { sign: ' ', cells: ['', pull, unpacked, ''], note: '' }
}

function originalRow(report: Report, style: Style): Row {
  const { original } = report
  if (original.dockerfile === null) {
    return { sign: style.signs.other, cells: ['original', '', '', ''], note: 'no Dockerfile' }
  }
  if (original.failure !== undefined) {
    return { sign: style.bad(style.signs.failed), cells: ['original', '', '', ''], note: 'does not build' }
  }
  const measured = original.size?.kind === 'measured'
  return {
    sign: measured ? style.good(style.signs.ok) : style.signs.other,
    cells: ['original', ...sizeCells(original, style), ''],
    note: originalNote(report),
  }
}

/** What was learnt of the original by observing it more than once. */
function originalNote(report: Report): string {
  const mended = report.original.repaired === undefined ? [] : ['mended first, see below']
  const masked = Math.max(0, ...report.candidates.map(it => it.verdict?.coverage.masked ?? 0))
  const noise = masked === 0 ? [] : [`${masked} noisy value${masked === 1 ? '' : 's'} masked`]
  return [...mended, ...noise].join(', ')
}

function candidateRow(candidate: CandidateReport, report: Report, style: Style): Row {
  const before = report.original.size
  const after = candidate.size
  const comparable = before?.kind === 'measured' && after?.kind === 'measured'
  const words = verdictWords(candidate, style)
  return {
    sign: words.sign,
    cells: [
      candidate.id,
      ...sizeCells(candidate, style),
      comparable ? formatRatio(before.unpacked, after.unpacked, style.signs.times) : '',
    ],
    note: words.text,
  }
}

function sizeCells(
  { size, base }: Pick<CandidateReport, 'size' | 'base'>,
  style: Style,
): readonly [string, string] {
  const { atLeast } = style.signs
  if (!isKnown(size)) return base === undefined ? ['', 'unknown'] : baseCells(base, atLeast)
  const mark = size.standIn ? '*' : ''
  return [
    formatEstimate(size, size.compressed, atLeast),
    `${formatEstimate(size, size.unpacked, atLeast)}${mark}`,
  ]
}

/** One of the figures may be known without the other. An empty base says nothing of the image. */
function baseCells({ unpacked, compressed }: BaseEstimate, atLeast: string): readonly [string, string] {
  if (!compressed && !unpacked) return ['', 'unknown']
  const cell = (bytes: number | undefined) =>
    bytes === undefined ? 'unknown' : `${atLeast} ${formatSize(bytes)}`
  return [cell(compressed), cell(unpacked)]
}
