import type { AppFiles } from '../app/app-files.ts'
import type { NamedBuild } from '../app/builds/named-build.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { Diagnostic, Severity } from '../dockerfile/source.ts'
import type { DockerfileDocument } from '../dockerfile/syntax.ts'
import type { BuildModel } from '../model/build-model.ts'
import { buildModel } from '../model/model.ts'
import { CheckContext } from './context.ts'
import { commonArgs, exportedStages } from './exported.ts'
import { rules as everyRule } from './index.ts'
import { type Suppression, suppressions } from './pragmas.ts'
import type { Finding, Fix, Rule, RuleContext } from './rule.ts'
import { tooLarge } from './too-large.ts'

export interface CheckOptions {
  /** The build context. */
  readonly app?: AppFiles | undefined
  /** The Dockerfile's path in it; the name that is shown where not given. */
  readonly dockerfile?: string | undefined
  /** The stage to ship, whatever `builds` say; the last one where neither says anything. */
  readonly target?: string | undefined
  /** What Compose and Bake files build from the file. */
  readonly builds?: readonly NamedBuild[] | undefined
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
  const builds = options.builds ?? []
  const model = modelOf(document, builds, options)
  const rules = options.rules ?? everyRule
  const contexts = contextsOf(model, builds, options)
  const large = tooLarge(model)
  const byRule = heaviest(
    large === undefined ? contexts.flatMap(context => findingsOf(rules, context, options)) : [],
    contexts.length,
  )
  const faults = [...document.diagnostics, ...(large === undefined ? [] : [large])]
    .filter(({ code }) => !rules.some(({ id }) => id === code))
    .map(fault => ({ ...fault, severity: options.severities?.[fault.code] ?? fault.severity }))
  const silenced = suppressions(document, rules)
  const all = [...byRule, ...faults].filter(isOn).sort(byPlace)
  const findings: Checked[] = []
  const suppressed: (Checked & { because?: string })[] = []
  for (const finding of all) {
    const by = silenced.find(each => silences(each, finding, document))
    if (by === undefined) findings.push(finding)
    else suppressed.push({ ...finding, ...(by.because === undefined ? {} : { because: by.because }) })
  }
  return { document, model, findings, suppressed }
}

interface ShippedContext {
  readonly context: RuleContext
  /** What ships from there is for those who write the app. */
  readonly development: boolean
}

function findingsOf(
  rules: readonly Rule[],
  { context, development }: ShippedContext,
  options: CheckOptions,
): readonly Weighed[] {
  const found: Weighed[] = []
  for (const rule of rules) {
    for (const finding of rule.check(context)) {
      const checked = checkedOf(rule, finding, context, options)
      found.push(development && checked.severity === 'warning' ? { ...checked, severity: 'info' } : checked)
    }
  }
  return found
}

/** Arguments that the builds give count only where they choose a base image: the file's own defaults stay in the stages. */
function modelOf(
  document: DockerfileDocument,
  builds: readonly NamedBuild[],
  { target }: CheckOptions,
): BuildModel {
  const plain = buildModel(document, { target, contexts: builds.flatMap(({ contexts }) => contexts) })
  const args = Object.entries(commonArgs(builds)).filter(([key]) => plain.globalArgs.has(key))
  if (args.length === 0) return plain
  const contexts = builds.flatMap(each => each.contexts)
  return buildModel(document, { target, contexts, buildArgs: Object.fromEntries(args) })
}

/** One for each stage that ships: what a rule says of one of them, it need not say of another. */
function contextsOf(
  model: BuildModel,
  builds: readonly NamedBuild[],
  { target, app, registries, dockerfile = model.document.file }: CheckOptions,
): readonly ShippedContext[] {
  const { shipped, built } = exportedStages(model, builds)
  const given = { app, dockerfile, registries, builds, built }
  if (target !== undefined || shipped.length === 0) {
    return [{ context: new CheckContext(model, given), development: false }]
  }
  return shipped.map(({ stage, development }) => ({
    context: new CheckContext({ ...model, final: stage }, given),
    development,
  }))
}

const weights = { off: 0, info: 1, warning: 2, error: 3 } as const

/** The same finding for several stages that ship is told once, with the weight of the one where it matters most. */
function heaviest(findings: readonly Weighed[], shipped: number): readonly Weighed[] {
  if (shipped === 1) return findings
  const found = new Map<string, Weighed>()
  for (const finding of findings) {
    const { code, file, range, message, severity } = finding
    const key = JSON.stringify([code, file, range.start.offset, range.end.offset, message])
    const before = found.get(key)
    if (before === undefined || weights[severity] > weights[before.severity]) found.set(key, finding)
  }
  return [...found.values()]
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

function isOn(finding: Weighed): finding is Checked {
  return finding.severity !== 'off'
}

function byPlace(a: Checked, b: Checked): number {
  return (
    Number(a.file > b.file) - Number(a.file < b.file) ||
    a.range.start.offset - b.range.start.offset ||
    Number(a.code > b.code) - Number(a.code < b.code)
  )
}

function silences(by: Suppression, finding: Checked, { file }: DockerfileDocument): boolean {
  if (by.codes !== 'all' && !by.codes.has(finding.code)) return false
  if (by.within === 'file') return true
  const at = finding.range.start.offset
  return finding.file === file && at >= by.within.from && at < by.within.to
}
