import { hiddenDelta, type ImageDiff } from '../../measure/image-diff.ts'
import { comment } from './comment.ts'
import { secretList } from './secrets.ts'
import { signedSize, sizeConditions, sizeHeadline, sizeTable } from './sizes.ts'
import { surfaceTable } from './surface.ts'
import { code, details, list, paragraphs, shortCode, table } from './text.ts'
import { vulnerabilityDetails } from './vulnerabilities.ts'

const TOLD = 5
const LISTED = 20

/** The comment of `laststage diff --markdown`. */
export function diffedComment(diff: ImageDiff): string {
  const { before, after } = diff
  return comment(
    'diff',
    `${before.name} ${after.name}`,
    [
      `### Image size: ${sizeHeadline(before.size, after.size)}`,
      `${code(before.name)} against ${code(after.name)}`,
      sizeTable(before.size, after.size),
      secretList('New, and looks like a secret', diff.secrets),
      culprits(diff),
      sizeConditions([before.size, after.size]),
    ],
    differences(diff),
  )
}

/** The instructions that growth comes from. */
export function culprits(diff: ImageDiff): string {
  const grown = diff.culprits.filter(({ delta }) => delta > 0).slice(0, TOLD)
  const hidden = hiddenDelta(diff)
  const lines = [
    ...grown.map(
      ({ delta, instruction, layer, file }) =>
        `**${signedSize(delta)}** ${shortCode(instruction ?? `layer ${layer}`)}, most of it ${code(file)}`,
    ),
    ...(hidden > 0
      ? [`**${signedSize(hidden)}** files that later layers delete or replace, so that no container has them`]
      : []),
  ]
  if (lines.length === 0) return ''
  return `**Where growth comes from**\n\n${list(lines)}`
}

/** Files, packages and folders that differ, and what that is for an attacker; each folded. */
export function differences(diff: ImageDiff): readonly string[] {
  const { before, after } = diff
  return [
    details(filesSummary(diff), filesTable(diff)),
    details(`Packages that differ: ${diff.packages.length}`, packagesTable(diff)),
    details('What an attacker finds', surfaceTable(before.surface, after.surface)),
    vulnerabilityDetails(diff.vulnerabilities),
  ]
}

function filesSummary({ summary }: ImageDiff): string {
  const kinds = ['added', 'removed', 'grown', 'shrunk', 'changed'] as const
  const told = kinds
    .filter(kind => summary[kind].files > 0)
    .map(kind => `${summary[kind].files.toLocaleString('en-US')} ${kind}`)
  return told.length === 0 ? 'Files' : `Files: ${told.join(', ')}`
}

function filesTable({ files, moreFiles }: ImageDiff): string {
  if (files.length === 0) return ''
  const rows = files
    .slice(0, LISTED)
    .map(({ path, kind, before, after }) => [signedSize((after ?? 0) - (before ?? 0)), kind, code(path)])
  const more = files.length - rows.length + moreFiles
  return paragraphs([
    table([['change', '', 'file'], ...rows], ['right', 'left', 'left']),
    more > 0 ? `and ${more.toLocaleString('en-US')} more` : '',
  ])
}

function packagesTable({ packages }: ImageDiff): string {
  if (packages.length === 0) return ''
  const rows = packages
    .slice(0, LISTED)
    .map(({ name, ecosystem, before, after }) => [
      signedSize((after?.bytes ?? 0) - (before?.bytes ?? 0)),
      code(name),
      ecosystem,
      before === undefined ? '' : code(before.version),
      after === undefined ? '' : code(after.version),
    ])
  const more = packages.length - rows.length
  return paragraphs([
    table(
      [['change', 'package', 'kind', 'before', 'after'], ...rows],
      ['right', 'left', 'left', 'left', 'left'],
    ),
    more > 0 ? `and ${more.toLocaleString('en-US')} more` : '',
  ])
}
