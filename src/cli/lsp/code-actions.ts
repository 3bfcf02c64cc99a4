import { type CodeAction, CodeActionKind, type CodeActionParams, type TextEdit } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { insertBefore, type TextEdit as Edit } from '../../dockerfile/edit.ts'
import type { Instruction } from '../../dockerfile/syntax.ts'
import { applyFixes, staysReadable } from '../../rules/apply-fixes.ts'
import type { Checked } from '../../rules/check-document.ts'
import type { Linted } from './lint.ts'
import { toDiagnostic } from './to-diagnostic.ts'

/** What `source.fixAll` and "fix on save" ask for. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.laststage`

/** The fixes for what is selected, and one that makes every safe fix of the file. */
export function codeActions(
  { range, context }: CodeActionParams,
  document: TextDocument,
  linted: Linted,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    context.only === undefined || context.only.some(only => kind === only || kind.startsWith(`${only}.`))
  const from = document.offsetAt(range.start)
  const to = document.offsetAt(range.end)
  const touched = linted.result.findings.filter(
    ({ file, range: { start, end } }) => file === linted.file && start.offset <= to && end.offset >= from,
  )
  return [
    ...(wants(CodeActionKind.QuickFix) ? quickFixes(touched, document, linted) : []),
    ...(wants(fixAllKind) ? fixAll(document, linted) : []),
  ]
}

/** Fixes first, safe ones before the others; then the ways to silence. */
function quickFixes(
  findings: readonly Checked[],
  document: TextDocument,
  linted: Linted,
): readonly CodeAction[] {
  const fixes = findings.flatMap(finding => fixOf(finding, document, linted))
  return [
    ...fixes.filter(({ isPreferred }) => isPreferred),
    ...fixes.filter(({ isPreferred }) => !isPreferred),
    ...findings.flatMap(finding => silence(finding, document, linted)),
  ]
}

function fixOf(finding: Checked, document: TextDocument, { result }: Linted): readonly CodeAction[] {
  const { fix } = finding
  // One of `.dockerignore` is left to `check --fix`.
  if (fix === undefined || fix.edits.length === 0 || !staysReadable(result.document, fix.edits)) return []
  const safe = fix.applicability === 'safe'
  return [
    {
      title: safe ? fix.title : `${fix.title} (unsafe: look at what it does)`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(finding, document)],
      isPreferred: safe,
      edit: { changes: { [document.uri]: fix.edits.map(edit => toEdit(edit, document)) } },
    },
  ]
}

/** A comment above the instruction; above a FROM it means the whole stage. */
function silence(finding: Checked, document: TextDocument, { result }: Linted): readonly CodeAction[] {
  const at = finding.range.start.offset
  const instruction = result.document.instructions.find(each => within(each, at))
  if (instruction === undefined) return []
  const where = instruction.name === 'FROM' ? 'this stage' : 'this instruction'
  const edit = insertBefore(result.document, instruction, `# laststage ignore=${finding.code}`)
  return [
    {
      title: `Ignore ${finding.code} for ${where}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(finding, document)],
      edit: { changes: { [document.uri]: [toEdit(edit, document)] } },
    },
  ]
}

function within({ range }: Instruction, offset: number): boolean {
  return range.start.offset <= offset && offset <= range.end.offset
}

function fixAll(document: TextDocument, { file, options }: Linted): readonly CodeAction[] {
  const before = document.getText()
  const { text } = applyFixes(before, file, options)
  if (text === before) return []
  return [
    {
      title: 'Make every safe fix of laststage',
      kind: fixAllKind,
      edit: { changes: { [document.uri]: [toEdit(difference(before, text), document)] } },
    },
  ]
}

/** One edit, as short as it can be, so that the cursor stays where it is. */
function difference(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from++
  let tail = 0
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) }
}

function toEdit({ from, to, text }: Edit, document: TextDocument): TextEdit {
  return { range: { start: document.positionAt(from), end: document.positionAt(to) }, newText: text }
}
