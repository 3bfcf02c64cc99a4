import { printableName } from '../../image/tar/names.ts'
import { visible } from '../terminal/visible.ts'

/**
 * Words of others within a sentence: none of them marks up, mentions a person, refers to an issue or becomes a link.
 * What GitHub looks for after a backslash was taken away is parted by an empty comment.
 */
export function prose(text: string): string {
  return oneLine(text)
    .replaceAll(/[\\`*_{}[\]<>|~&$]/g, String.raw`\$&`)
    .replaceAll(/(^|\s)([-+]|\d+\.)(?=\s)/g, String.raw`$1\$2`)
    .replaceAll(/[@#](?=[\w-])/g, '$&<!-- -->')
    .replaceAll(/:\/\/|\bwww\./gi, match => `${match.slice(0, -1)}<!-- -->${match.slice(-1)}`)
}

/** Words of others as code. */
export function code(text: string): string {
  const line = printableName(text.replaceAll(/\s+/g, ' ').trim())
  if (line === '') return ''
  const fence = '`'.repeat(longestRun(line) + 1)
  const space = line.startsWith('`') || line.endsWith('`') ? ' ' : ''
  return `${fence}${space}${line}${space}${fence}`
}

/** An instruction of others as code, cut where it is long. */
export function shortCode(text: string): string {
  return code(text.length <= 160 ? text : `${text.slice(0, 159)}…`)
}

/** Lines of others, as they are. */
export function block(language: string, lines: readonly string[]): string {
  const text = visible(lines.join('\n').toWellFormed())
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}${language}\n${text}\n${fence}`
}

/** @param rows of cells that are Markdown already; the first row is the head */
export function table(rows: readonly (readonly string[])[], align: readonly ('left' | 'right')[]): string {
  const [head = [], ...body] = rows
  const rule = head.map((_, at) => (align[at] === 'right' ? '--:' : ':--'))
  // A table is cut into cells before its code is read, and takes the backslash away again.
  return [head, rule, ...body]
    .map(cells => `| ${cells.map(text => text.replaceAll('|', String.raw`\|`)).join(' | ')} |`)
    .join('\n')
}

/** More, folded; nothing where there is nothing. */
export function details(summary: string, body: string): string {
  return body === '' ? '' : `<details>\n<summary>${summary}</summary>\n\n${body}\n\n</details>`
}

/** Pieces with a line between them, those that are empty left out. */
export function paragraphs(pieces: readonly string[]): string {
  return pieces.filter(piece => piece !== '').join('\n\n')
}

export function list(items: readonly string[]): string {
  return items.map(item => `- ${item}`).join('\n')
}

/** The first items, and how many are left out. */
export function listed(items: readonly string[], most: number): string {
  const more = items.length - most
  return list(more > 0 ? [...items.slice(0, most), `and ${more} more`] : items)
}

function oneLine(text: string): string {
  return visible(text.toWellFormed()).replaceAll(/\s+/g, ' ').trim()
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
}
