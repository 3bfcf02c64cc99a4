import type { ParseContext } from './context.ts'
import { readDirective } from './directives.ts'

/**
 * The `syntax` of a file is also looked for after a `#!` line, as `// syntax=…`, and as the member of a JSON object
 * (BuildKit, `DetectSyntax`). The other directives are not.
 */
export function findForeignSyntax(context: ParseContext): void {
  const { text, lines, directives } = context
  if (directives.some(({ name }) => name === 'syntax')) return
  const bom = text.charCodeAt(0) === 0xfeff ? 1 : 0
  const first = text.startsWith('#!', bom) ? 1 : 0
  if (
    first === 0 &&
    !text.startsWith('//', bom) &&
    text.charCodeAt(bom) !== 0x7b &&
    !/^[\t\n\r ]+\{/.test(text.slice(bom, bom + 1000))
  )
    return
  const found =
    (first === 1 ? syntaxAfter(context, first, '#') : undefined) ??
    syntaxAfter(context, first, '//') ??
    syntaxInJson(text.slice(first === 1 ? lines.start(1) : bom))
  if (found === undefined) return
  const { value, line } = found
  directives.push({ name: 'syntax', value, range: lines.range(lines.start(line), lines.end(line)) })
}

function syntaxAfter(
  { text, lines }: ParseContext,
  first: number,
  prefix: string,
): { value: string; line: number } | undefined {
  const seen = new Set<string>()
  for (let line = first; line < lines.count; line++) {
    const bom = line === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0
    const content = text.slice(lines.start(line) + bom, lines.end(line))
    const directive = content.startsWith(prefix) ? readDirective(content.slice(prefix.length)) : undefined
    if (directive === undefined || seen.has(directive.name)) return undefined
    if (directive.name === 'syntax') return { value: directive.value, line }
    seen.add(directive.name)
  }
  return undefined
}

function syntaxInJson(text: string): { value: string; line: number } | undefined {
  if (!/^[\t\n\r ]*\{/.test(text.slice(0, 1000))) return undefined
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null || !('syntax' in value)) return undefined
    return typeof value.syntax === 'string' ? { value: value.syntax, line: 0 } : undefined
  } catch {
    return undefined
  }
}
