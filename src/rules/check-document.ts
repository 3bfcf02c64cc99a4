import type { AppFiles } from '../app/app-files.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { Diagnostic, Severity } from '../dockerfile/source.ts'
import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { BuildModel } from '../model/build-model.ts'
import { buildModel } from '../model/model.ts'
import { rules as everyRule } from './index.ts'
import { type Suppression, suppressions } from './pragmas.ts'
import { reachOf } from './reach.ts'
import type { Finding, Fix, Rule, RuleContext } from './rule.ts'

export interface CheckOptions {
  /** The build context. */
  readonly app?: AppFiles | undefined
  /** The stage to ship; the last one where not given. */
  readonly target?: string | undefined
  /** By rule id, or by the code of a fault of syntax. */
  readonly severities?: Readonly<Record<string, Severity | 'off'>> | undefined
  readonly registries?: readonly string[] | undefined
  /** Instead of all rules. */
  readonly rules?: readonly Rule[] | undefined
}

/** A finding with its weight, ready to be shown. `code` is the rule's id, or the fault's where it is one of syntax. */
export interface Checked extends Diagnostic {
  readonly fix?: Fix
}

export interface CheckResult {
  readonly document: DockerfileDocument
  readonly model: BuildModel
  /** In the order of the file. */
  readonly findings: readonly Checked[]
  /** What a pragma silenced, and the reason that it gives. */
  readonly suppressed: readonly (Checked & { readonly because?: string })[]
}

/** Runs the rules over a Dockerfile. Pure: nothing is executed, and only the text and `app` are read. */
export function checkDockerfile(text: string, file: string, options: CheckOptions = {}): CheckResult {
  const document = parseDockerfile(text, file)
  const model = buildModel(document, { target: options.target })
  const context: RuleContext = {
    document,
    model,
    app: options.app,
    reach: reachOf(model),
    registries: options.registries,
  }
  const rules = options.rules ?? everyRule
  const byRule = rules.flatMap(rule =>
    Array.from(rule.check(context), finding => checkedOf(rule, finding, context, options)),
  )
  const ids = new Set(rules.map(rule => rule.id))
  const faults = document.diagnostics
    .filter(({ code }) => !ids.has(code))
    .map(fault => ({ ...fault, severity: options.severities?.[fault.code] ?? fault.severity }))
  const silenced = suppressions(document, rules)
  const all = [...byRule, ...faults].flatMap(withoutOff).sort(byPlace)
  const findings: Checked[] = []
  const suppressed: (Checked & { because?: string })[] = []
  for (const finding of all) {
    const by = silenced.find(each => silences(each, finding, document))
    if (by === undefined) findings.push(finding)
    else suppressed.push({ ...finding, ...(by.because === undefined ? {} : { because: by.because }) })
  }
  return { document, model, findings, suppressed }
}

interface Weighed extends Omit<Checked, 'severity'> {
  readonly severity: Severity | 'off'
}

function checkedOf(rule: Rule, finding: Finding, context: RuleContext, options: CheckOptions): Weighed {
  const { message, range, help, fix } = finding
  return {
    code: rule.id,
    severity: weigh(rule, finding, context, options),
    message,
    file: finding.file ?? context.document.file,
    range,
    ...(help === undefined ? {} : { help }),
    ...(fix === undefined ? {} : { fix }),
  }
}

/** What the user set counts, but it does not bring back what the place makes harmless. */
function weigh(rule: Rule, finding: Finding, context: RuleContext, options: CheckOptions): Severity | 'off' {
  const set = options.severities?.[rule.id]
  if (set === 'off') return 'off'
  const severity = finding.severity ?? placed(rule, finding, context)
  return severity === 'off' ? 'off' : (set ?? severity)
}

function placed(rule: Rule, finding: Finding, { model, reach }: RuleContext): Severity | 'off' {
  if (finding.file !== undefined) return rule.severity
  const at = finding.range.start.offset
  const stage = model.stages.findLast(each => each.from.range.start.offset <= at)
  const reached = stage === undefined ? 'ships' : reach.ofStage(stage.index)
  if (reached === 'ships') return rule.severity
  const severity = rule.notShipped ?? rule.severity
  // A stage that this image does not need may still be somebody's target.
  return reached === 'unused' && severity === 'warning' ? 'info' : severity
}

function withoutOff(finding: Weighed): readonly Checked[] {
  const { severity } = finding
  return severity === 'off' ? [] : [{ ...finding, severity }]
}

function byPlace(a: Checked, b: Checked): number {
  return (
    Number(a.file > b.file) - Number(a.file < b.file) ||
    a.range.start.offset - b.range.start.offset ||
    a.code.localeCompare(b.code)
  )
}

function silences(by: Suppression, finding: Checked, { file }: DockerfileDocument): boolean {
  if (by.codes !== 'all' && !by.codes.has(finding.code)) return false
  if (by.within === 'file') return true
  const at = finding.range.start.offset
  return finding.file === file && at >= by.within.from && at < by.within.to
}
