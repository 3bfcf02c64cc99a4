import type { Config } from '../../config/config.ts'
import type { ImageDiff } from '../../measure/image-diff.ts'
import type { CandidateReport, Report } from '../report.ts'
import { patchLines } from '../terminal/diff.ts'
import { numberConditions, numberRows } from '../terminal/numbers.ts'
import { places } from '../terminal/place.ts'
import { formatEstimate, formatSize, isKnown } from '../terminal/size.ts'
import { coverageWords, verdictName } from '../terminal/verdict.ts'
import { comment } from './comment.ts'
import { differences } from './diffed.ts'
import { sizeConditions, sizeHeadline, sizeTable } from './sizes.ts'
import { surfaceTable } from './surface.ts'
import { vulnerabilityDetails } from './vulnerabilities.ts'
import { block, code, details, list, listed, paragraphs, prose, table } from './text.ts'

const TOLD = 8
const PATCH_LINES = 300

/** What the comment shows beside the report. */
export interface CommentContext {
  readonly current: ReadonlyMap<string, string>
  readonly budget: NonNullable<Config['budget']>
  /** Of the original and the chosen candidate, where their files were compared. */
  readonly diff: ImageDiff | undefined
}

/** The comment of `laststage optimize --markdown`. */
export function optimizedComment(report: Report, { current, budget, diff }: CommentContext): string {
  const { app, original } = report
  const chosen = report.candidates.find(({ id }) => id === report.chosen)
  const headline = sizeHeadline(original.size, chosen?.size)
  return comment(
    'optimize',
    `${app.name} ${original.path}`,
    [
      `### ${prose(app.name)}: ${headline === '' ? (chosen === undefined ? 'no smaller image was chosen' : 'a smaller image, of unknown size') : headline}`,
      answer(report, chosen),
      isKnown(original.size) && isKnown(chosen?.size) ? sizeTable(original.size, chosen.size) : '',
      budgetLines(chosen?.size ?? original.size, budget),
      troubles(report),
      suggested(report),
      sizeConditions([original.size, chosen?.size]),
    ],
    [
      chosen === undefined ? '' : details('Diff', patches(chosen, current)),
      chosen === undefined ? '' : details('Because', because(chosen)),
      chosen === undefined ? '' : details('Rebuilds and run time', numbers(original, chosen)),
      details('Candidates that were tried', candidates(report)),
      ...(diff === undefined
        ? [
            original.surface && chosen?.surface
              ? details('What an attacker finds', surfaceTable(original.surface, chosen.surface))
              : '',
          ]
        : differences(diff)),
      vulnerabilityDetails(report.vulnerabilities),
      details('Notes', listed([...report.notes, ...(chosen?.verdict?.notes ?? [])].map(prose), 20)),
    ],
  )
}

function answer(report: Report, chosen: CandidateReport | undefined): string {
  if (report.refused !== undefined) return `**Refused:** ${prose(report.refused.reason)}`
  if (chosen === undefined) return prose(report.whyChosen)
  return `${proofOf(chosen)}: ${code(chosen.id)}, ${prose(report.whyChosen)}.`
}

/** The word never stands without what it rests on. */
function proofOf({ verdict, failure }: CandidateReport): string {
  if (failure !== undefined) return '❌ **does not build**'
  if (verdict === undefined) return '⚪ **not proved**'
  const sign = { equivalent: '✅', different: '❌', inconclusive: '⚠️' }[verdict.kind]
  return `${sign} **${verdictName(verdict)}** (${coverageWords(verdict.coverage)})`
}

function budgetLines(
  size: Report['original']['size'],
  { total, compressed }: CommentContext['budget'],
): string {
  const line = (kind: 'unpacked' | 'compressed', limit: number | undefined): readonly string[] => {
    if (limit === undefined) return []
    if (size?.kind !== 'measured') return [`⚠️ Budget (${kind}): could not be checked, nothing was measured.`]
    const bytes = size[kind]
    return bytes <= limit
      ? [`✅ Budget (${kind}): ${formatSize(bytes)} of ${formatSize(limit)}.`]
      : [
          `❌ **Over budget** (${kind}): ${formatSize(bytes)}, ${formatSize(bytes - limit)} above ${formatSize(limit)}.`,
        ]
  }
  return list([...line('unpacked', total), ...line('compressed', compressed)])
}

/** What would let more be proved. */
function suggested({ suggestedConfig }: Report): string {
  if (suggestedConfig === undefined) return ''
  return details('To add to laststage.yaml', block('yaml', suggestedConfig.trimEnd().split('\n')))
}

/** Why candidates were not proved. */
function troubles({ original, candidates }: Report): string {
  const failed = [
    ...(original.failure ? [{ id: 'the original', failure: original.failure }] : []),
    ...candidates.flatMap(({ id, failure }) => (failure === undefined ? [] : [{ id, failure }])),
  ].map(({ id, failure: { message, file, line } }) => {
    const where = file === undefined ? '' : ` at ${code(line === undefined ? file : `${file}:${line}`)}`
    return `${code(id)} does not build${where}: ${prose(message)}`
  })
  const judged = candidates.flatMap(({ id, verdict }) => {
    if (verdict === undefined || verdict.kind === 'equivalent') return []
    if (verdict.kind === 'inconclusive')
      return verdict.reasons.slice(0, TOLD).map(reason => `${code(id)}: ${prose(reason)}`)
    return verdict.differences
      .slice(0, TOLD)
      .map(
        ({ probe, what, original, candidate }) =>
          `${code(id)} differs: ${code(probe)} ${prose(what)}: ${code(short(original)) || 'nothing'} became ${code(short(candidate)) || 'nothing'}`,
      )
  })
  return list([...failed, ...judged])
}

function patches({ files }: CandidateReport, current: ReadonlyMap<string, string>): string {
  return paragraphs(
    Object.entries(files).map(([path, text]) => {
      const lines = patchLines(path, current.get(path), text)
      if (lines.length === 0) return ''
      if (!current.has(path) && lines.length > PATCH_LINES)
        return `${code(path)} is new: ${lines.length.toLocaleString('en-US')} lines`
      const more = lines.length - PATCH_LINES
      return `${block('diff', lines.slice(0, PATCH_LINES))}${more > 0 ? `\n\n${more} more lines` : ''}`
    }),
  )
}

function because({ changes }: CandidateReport): string {
  return changes
    .map(({ title, because, evidence, applicability }, at) => {
      const where = places(evidence)
      const read = where.length === 0 ? '' : ` (${where.slice(0, 5).map(code).join(', ')})`
      const done = applicability === 'suggestion' ? ' _not done_' : ''
      return `${at + 1}. **${prose(title)}**${done}${read}: ${prose(because)}`
    })
    .join('\n')
}

function numbers(original: Report['original'], chosen: CandidateReport): string {
  const rows = numberRows(original, chosen, '≤').map(({ name, before, after }) => [
    name.replace(/^ +/, '↳ '),
    before,
    after,
  ])
  if (rows.length === 0) return ''
  return paragraphs([
    table([['', 'before', 'after'], ...rows], ['left', 'right', 'right']),
    list(numberConditions(original.rebuild, chosen.rebuild, '≤').map(prose)),
  ])
}

function candidates({ candidates }: Report): string {
  if (candidates.length === 0) return ''
  const rows = candidates.map(candidate => [
    code(candidate.id),
    isKnown(candidate.size) ? formatEstimate(candidate.size, candidate.size.unpacked, '≥') : 'unknown',
    isKnown(candidate.size) ? formatEstimate(candidate.size, candidate.size.compressed, '≥') : 'unknown',
    proofOf(candidate),
  ])
  return table([['candidate', 'unpacked', 'to pull', 'proof'], ...rows], ['left', 'right', 'right', 'left'])
}

function short(text: string): string {
  return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
