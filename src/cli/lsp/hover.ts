import { readFileSync } from 'node:fs'
import type { Hover, MarkupKind } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Range } from '../../dockerfile/source.ts'
import { rules } from '../../rules/index.ts'
import { rulePage } from '../check/rule-page.ts'
import { instructionFacts } from './instruction-facts.ts'
import type { Linted } from './lint.ts'
import { toRange } from './to-diagnostic.ts'

/** What the instruction under the cursor adds to the image, and the pages of the rules that found something there. */
export function hover(
  offset: number,
  document: TextDocument,
  { result, options, file }: Linted,
  kind: MarkupKind,
): Hover | undefined {
  const instruction = result.document.instructions.find(({ range }) => holds(range, offset))
  const found = result.findings.filter(each => each.file === file && holds(each.range, offset))
  const facts =
    instruction === undefined
      ? []
      : instructionFacts(instruction, { model: result.model, app: options.app, file })
  const pages = [...new Set(found.map(({ code }) => code))].flatMap(page)
  if (facts.length === 0 && pages.length === 0) return undefined
  const range = found[0]?.range ?? instruction?.range
  return {
    contents: {
      kind,
      value: [...(facts.length === 0 ? [] : [facts.join('\n\n')]), ...pages].join('\n\n---\n\n'),
    },
    ...(range === undefined ? {} : { range: toRange(range, document) }),
  }
}

function holds({ start, end }: Range, offset: number): boolean {
  return start.offset <= offset && offset <= end.offset
}

/** A fault of syntax has no page; its message says it all. */
function page(id: string): readonly string[] {
  if (!rules.some(rule => rule.id === id)) return []
  const text = readFileSync(rulePage(id), 'utf8').trim()
  return [text.replace(/^# .*\n+/, `### ${id}\n\n`).replaceAll(/^## (.*)$/gm, '**$1**')]
}
