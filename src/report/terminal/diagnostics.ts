import type { Diagnostic } from '../../dockerfile/source.ts'
import type { Style } from './style.ts'
import { wrap } from './text.ts'

/**
 * Each problem with the line where it stands and a mark beneath it.
 * @param texts the files whose lines can be shown, by path
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  style: Style,
): readonly string[] {
  return diagnostics.flatMap(diagnostic => [
    ...wrap(
      `${diagnostic.file}:${diagnostic.range.start.line} ${diagnostic.severity}: ${diagnostic.message}`,
      style.width - 1,
    ).map((line, index) => (index === 0 ? ` ${severity(diagnostic, style)(line)}` : `   ${line}`)),
    ...frame(diagnostic, texts.get(diagnostic.file), style),
    ...(diagnostic.help === undefined
      ? []
      : wrap(`help: ${diagnostic.help}`, style.width - 3).map(line => `   ${line}`)),
  ])
}

/** `  12 | RUN npm ci` and `     |     ^^^^^^` beneath it. */
export function frame(diagnostic: Diagnostic, text: string | undefined, style: Style): readonly string[] {
  const { start, end } = diagnostic.range
  const source = text?.split('\n')[start.line - 1]?.replace(/\r$/, '')
  if (source === undefined || source.trim() === '') return []
  const gutter = String(start.line).padStart(4)
  const room = style.width - gutter.length - 4
  const from = start.column - 1
  const to = end.line === start.line ? end.column - 1 : source.length
  // A mark that would stand beyond what fits says nothing: the line alone is shown then.
  const marks = from >= room ? [] : [' '.repeat(from) + '^'.repeat(Math.max(1, Math.min(to, room) - from))]
  return [
    ` ${style.dim(`${gutter} |`)} ${source.slice(0, room).replaceAll('\t', ' ')}`,
    ...marks.map(mark => ` ${style.dim('     |')} ${style.bad(mark)}`),
  ]
}

function severity(diagnostic: Diagnostic, style: Style): (text: string) => string {
  if (diagnostic.severity === 'error') return style.bad
  if (diagnostic.severity === 'warning') return style.warn
  return text => text
}
