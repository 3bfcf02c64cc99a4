import { type Diagnostic, DiagnosticSeverity, DiagnosticTag, type Range } from 'vscode-languageserver'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import type { Diagnostic as Finding, Range as SourceRange } from '../../dockerfile/source.ts'
import { rules } from '../../rules/index.ts'
import { rulePage } from '../check/rule-page.ts'

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const

/** Editors grey out the one and strike out the other. */
const tags: Readonly<Record<string, DiagnosticTag>> = {
  'unused-stage': DiagnosticTag.Unnecessary,
  'maintainer-deprecated': DiagnosticTag.Deprecated,
  'legacy-env': DiagnosticTag.Deprecated,
}

const known = new Set(rules.map(rule => rule.id))

/** A finding as an editor shows it; its code leads to the rule's page on this machine. */
export function toDiagnostic(finding: Finding, document: TextDocument): Diagnostic {
  const { code, severity, message, help, range } = finding
  const tag = tags[code]
  return {
    range: toRange(range, document),
    severity: severities[severity],
    code,
    ...(known.has(code) ? { codeDescription: { href: rulePage(code).href } } : {}),
    source: 'laststage',
    message: help === undefined ? message : `${message}\n${help}`,
    ...(tag === undefined ? {} : { tags: [tag] }),
  }
}

/** By the offsets: an editor may end lines where BuildKit does not. */
export function toRange({ start, end }: SourceRange, document: TextDocument): Range {
  return { start: document.positionAt(start.offset), end: document.positionAt(end.offset) }
}
