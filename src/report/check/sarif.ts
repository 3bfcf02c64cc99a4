import type { Range } from '../../dockerfile/source.ts'
import { Lines } from '../../dockerfile/lines.ts'
import type { TextEdit } from '../../dockerfile/edit.ts'
import type { CheckFinding, CheckReport, RuleFacts } from './check-report.ts'

const levels = { error: 'error', warning: 'warning', info: 'note' } as const

/**
 * SARIF 2.1.0, as code scanning services read it: https://docs.oasis-open.org/sarif/sarif/v2.1.0/
 * @param texts the files that findings stand in, by path: the places of fixes are counted there
 */
export function renderSarif(
  report: CheckReport,
  facts: { readonly version: string; readonly rules: readonly RuleFacts[] },
  texts: ReadonlyMap<string, string>,
): string {
  const used = usedRules(report, facts.rules)
  const index = new Map(used.map(({ id }, at) => [id, at]))
  const results = report.files.flatMap(({ findings, suppressed }) => [
    ...findings.map(finding => result(finding, index, texts)),
    ...suppressed.map(finding => ({
      ...result(finding, index, texts),
      suppressions: [
        { kind: 'inSource', ...(finding.because === undefined ? {} : { justification: finding.because }) },
      ],
    })),
  ])
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'laststage', semanticVersion: facts.version, rules: used.map(descriptor) } },
        columnKind: 'utf16CodeUnits',
        ...(report.notes.length === 0 ? {} : { invocations: [invocation(report.notes)] }),
        results,
      },
    ],
  }
  return `${JSON.stringify(log, null, 2)}\n`
}

/** What could not be known is no finding of the Dockerfile. */
function invocation(notes: CheckReport['notes']) {
  return {
    executionSuccessful: true,
    toolExecutionNotifications: notes.map(({ file, line, message }) => ({
      level: 'note',
      message: { text: message },
      locations: [
        { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } } },
      ],
    })),
  }
}

/** The rules that speak; a fault of syntax is a rule without a page. */
function usedRules(report: CheckReport, rules: readonly RuleFacts[]): readonly RuleFacts[] {
  const found = report.files.flatMap(({ findings, suppressed }) => [...findings, ...suppressed])
  const used = new Map<string, RuleFacts>()
  for (const { rule, severity } of found) {
    const known = rules.find(({ id }) => id === rule)
    if (!used.has(rule))
      used.set(rule, known ?? { id: rule, title: rule.replaceAll('-', ' '), family: 'syntax', severity })
  }
  return [...used.values()]
}

function descriptor({ id, title, family, severity }: RuleFacts) {
  return {
    id,
    shortDescription: { text: title },
    help: { text: `laststage explain ${id}` },
    defaultConfiguration: { level: levels[severity] },
    properties: { tags: ['dockerfile', family] },
  }
}

function result(
  finding: CheckFinding,
  index: ReadonlyMap<string, number>,
  texts: ReadonlyMap<string, string>,
) {
  const { rule, severity, message, help, file, range } = finding
  const artifactLocation = { uri: uriOf(file) }
  return {
    ruleId: rule,
    ruleIndex: index.get(rule) ?? -1,
    level: levels[severity],
    message: { text: help === undefined ? message : `${message}\n${help}` },
    locations: [{ physicalLocation: { artifactLocation, region: region(range) } }],
    ...fixesOf(finding, texts),
  }
}

/** SARIF has no word for a new file: it is one in which something is inserted at the start. */
function fixesOf({ file, fix }: CheckFinding, texts: ReadonlyMap<string, string>) {
  if (fix === undefined) return {}
  const { title, applicability, edits, elsewhere = [] } = fix
  const changes = [{ file, edits }, ...elsewhere].filter(change => change.edits.length > 0)
  if (changes.length === 0) return {}
  const text = applicability === 'safe' ? title : `${title} (unsafe: look at what it does)`
  const artifactChanges = changes.map(change => ({
    artifactLocation: { uri: uriOf(change.file) },
    replacements: replacements(change.edits, texts.get(change.file) ?? ''),
  }))
  return { fixes: [{ description: { text }, artifactChanges }] }
}

function replacements(edits: readonly TextEdit[], text: string) {
  const lines = new Lines(text)
  return edits.map(({ from, to, text: content }) => ({
    deletedRegion: region(lines.range(from, to)),
    insertedContent: { text: content },
  }))
}

function region({ start, end }: Range) {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column }
}

function uriOf(path: string): string {
  return path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/')
}
