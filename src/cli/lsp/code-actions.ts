import { join } from 'node:path'
import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { insertBefore, type TextEdit } from '../../dockerfile/edit.ts'
import type { Instruction } from '../../dockerfile/syntax.ts'
import { applyFixes, staysReadable } from '../../rules/apply-fixes.ts'
import type { Checked } from '../../rules/check-document.ts'
import { ignoreChange } from '../../rules/ignore-fix.ts'
import type { Fix } from '../../rules/rule.ts'
import type { Linted } from './lint.ts'
import { toDiagnostic } from './to-diagnostic.ts'
import { type FileEdit, type Workspace, workspaceEdit } from './workspace-edit.ts'

/** What `source.fixAll` and "fix on save" ask for. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.laststage`

/** The fixes for what is selected, and one that makes every safe fix of the file. */
export function codeActions(
  { range, context }: CodeActionParams,
  document: TextDocument,
  linted: Linted,
  workspace: Workspace,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    context.only === undefined || context.only.some(only => kind === only || kind.startsWith(`${only}.`))
  const from = document.offsetAt(range.start)
  const to = document.offsetAt(range.end)
  const touched = linted.result.findings.filter(
    ({ file, range: { start, end } }) => file === linted.file && start.offset <= to && end.offset >= from,
  )
  return [
    ...(wants(CodeActionKind.QuickFix) ? quickFixes(touched, document, linted, workspace) : []),
    ...(wants(fixAllKind) ? fixAll(document, linted, workspace) : []),
  ]
}

/** Fixes first, safe ones before the others; then the ways to silence. */
function quickFixes(
  findings: readonly Checked[],
  document: TextDocument,
  linted: Linted,
  workspace: Workspace,
): readonly CodeAction[] {
  const fixes = findings.flatMap(finding => fixOf(finding, document, linted, workspace))
  return [
    ...fixes.filter(({ isPreferred }) => isPreferred),
    ...fixes.filter(({ isPreferred }) => !isPreferred),
    ...findings.flatMap(finding => silence(finding, document, linted, workspace)),
  ]
}

function fixOf(
  finding: Checked,
  document: TextDocument,
  linted: Linted,
  workspace: Workspace,
): readonly CodeAction[] {
  const { fix } = finding
  if (fix === undefined || !staysReadable(linted.result.document, fix.edits)) return []
  const edits = [...inDockerfile(document, fix.edits), ...inIgnoreFile(fix, linted, workspace)]
  if (edits.length === 0) return []
  const safe = fix.applicability === 'safe'
  return [
    {
      title: safe ? fix.title : `${fix.title} (unsafe: look at what it does)`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(finding, document)],
      isPreferred: safe,
      edit: workspaceEdit(edits, workspace),
    },
  ]
}

function inDockerfile(document: TextDocument, edits: readonly TextEdit[]): readonly FileEdit[] {
  return edits.length === 0 ? [] : [{ document, missing: false, edits }]
}

function inIgnoreFile(
  { ignore }: Fix,
  { options: { app }, file, folder }: Linted,
  { open }: Workspace,
): readonly FileEdit[] {
  const change = app && ignoreChange(app, file, ignore)
  if (change === undefined || folder === undefined) return []
  const document = open(join(folder, change.path))
  return [{ document, missing: change.before === undefined, edits: [change.edit] }]
}

/** A comment above the instruction; above a FROM it means the whole stage. */
function silence(
  finding: Checked,
  document: TextDocument,
  { result }: Linted,
  workspace: Workspace,
): readonly CodeAction[] {
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
      edit: workspaceEdit(inDockerfile(document, [edit]), workspace),
    },
  ]
}

function within({ range }: Instruction, offset: number): boolean {
  return range.start.offset <= offset && offset <= range.end.offset
}

/** Of the Dockerfile alone: a save of it should write no other file. */
function fixAll(
  document: TextDocument,
  { file, options }: Linted,
  workspace: Workspace,
): readonly CodeAction[] {
  const before = document.getText()
  const { text } = applyFixes(before, file, options)
  if (text === before) return []
  return [
    {
      title: 'Make every safe fix of laststage',
      kind: fixAllKind,
      edit: workspaceEdit(inDockerfile(document, [difference(before, text)]), workspace),
    },
  ]
}

/** One edit, as short as it can be, so that the cursor stays where it is. */
function difference(before: string, after: string): TextEdit {
  const shorter = Math.min(before.length, after.length)
  let from = 0
  while (from < shorter && before[from] === after[from]) from++
  let tail = 0
  while (tail < shorter - from && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) }
}
