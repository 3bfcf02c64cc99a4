import type { AppFiles } from '../app/app-files.ts'
import { readOnce } from '../app/read-once.ts'
import type { CheckConfig } from '../config/config.ts'
import { parseDockerfile } from '../dockerfile/parse.ts'
import type { Diagnostic } from '../dockerfile/source.ts'
import type { BuildModel } from '../model/build-model.ts'
import type { Change } from '../model/change.ts'
import { evidenceOf } from '../model/evidence-of.ts'
import { buildModel } from '../model/model.ts'
import type { Plan, StackFacts } from '../model/stack-facts.ts'
import { type CombinedFacts, combinedFacts } from '../stacks/front-end/combine.ts'
import { stacks } from '../stacks/index.ts'
import { baseLacks } from './base-lacks.ts'
import { type AskedPlatform, basePlatforms } from './base-platforms.ts'
import type { Candidate, Proposal } from './candidate.ts'
import { compose } from './compose.ts'
import { keepTargets, type NamedTarget } from './keep-targets.ts'
import { withExposedPort } from './expose-port.ts'
import { withOwnUser } from './own-user.ts'
import { extendDockerIgnore } from './extend-dockerignore.ts'
import { withKeptPaths } from './kept-paths.ts'
import { repair } from './repair.ts'
import { tidy } from './tidy.ts'
import { unknownBase } from './unknown-base.ts'
import { unknownStack } from './unknown-stack.ts'
import { isLean } from '../model/lean.ts'

/** What to rewrite. */
export interface ProposeInput {
  readonly app: AppFiles
  /** The Dockerfile's path relative to the app folder; `Dockerfile` where it is not given. */
  readonly dockerfilePath?: string
  /** Stages that others build by name: they have to be there in every candidate. */
  readonly targets?: readonly NamedTarget[]
  /** How the user has `check` judge. */
  readonly check?: CheckConfig
  /** For which platforms it is built, as far as somebody says so. */
  readonly platforms?: readonly AskedPlatform[]
}

/** Proposes smaller ways to build and ship an app. Pure: no engine, no network, no disk beyond `app`. */
export function propose({
  app: folder,
  dockerfilePath = 'Dockerfile',
  targets = [],
  check = {},
  platforms = [],
}: ProposeInput): Proposal {
  const app = readOnce(folder)
  const text = app.read(dockerfilePath)
  const parsed = text === undefined ? undefined : parseDockerfile(text, dockerfilePath)
  const repaired = parsed && repair(app, parsed)
  const document = repaired?.document ?? parsed
  const fault = document?.diagnostics.find(each => each.severity === 'error')
  const build = document && buildModel(document)
  const combined = combinedFacts(stacks, app, build)
  const { facts } = combined
  const asOwnUser = withOwnUser(app)
  // What BuildKit rejects has no behaviour that a rewrite could keep.
  const candidates = (fault ? [] : facts).flatMap(({ found }) =>
    found.plans
      .map(plan => (document ? withKeptPaths(plan, document) : asOwnUser(withExposedPort(plan, app))))
      .map(plan => candidateOf(app, combined, dockerfilePath, plan, found))
      .map(candidate => withBaseFindings(candidate, app, build, platforms)),
  )
  const { kept, lost } = keptIn(
    candidates.filter(each => changesAnything(app, each)),
    build,
    targets,
  )
  const better = named(kept)
  const reference = candidates.every(({ contractOnly }) => contractOnly === undefined)
  const tidied = build && !fault && reference ? tidy(app, build, check) : undefined
  const refused = fault
    ? `${fault.file}:${fault.range.start.line} ${fault.message}`
    : refusal(app, combined, candidates)
  return {
    stacks: facts.map(({ stack, found }) => ({ id: stack.id, title: stack.title, evidence: found.evidence })),
    original:
      text === undefined
        ? undefined
        : {
            path: dockerfilePath,
            text,
            ...(repaired ? { repaired: { text: repaired.document.text, changes: repaired.changes } } : {}),
          },
    // Last, since what stages better ships less.
    candidates: tidied === undefined ? better : [...better, tidied],
    diagnostics: [
      ...(parsed?.diagnostics ?? []),
      ...facts.flatMap(({ found }) => found.diagnostics),
      ...lost,
    ],
    ...(refused === undefined
      ? {}
      : { refused: { reason: refused, ...(isLean(refused) && { lean: true }) } }),
  }
}

function candidateOf(
  app: AppFiles,
  { build, place }: Pick<CombinedFacts, 'build' | 'place'>,
  dockerfile: string,
  plan: Plan,
  facts: StackFacts,
): Candidate {
  const composed = compose(plan, build)
  const ignore = extendDockerIgnore(app, build, dockerfile, plan.ignore, Object.keys(plan.files))
  return {
    id: plan.id === '' ? 'staged' : `staged-${plan.id}`,
    strategy: 'staged',
    title: plan.title,
    files: { [dockerfile]: composed.text, ...plan.files, ...ignore },
    dockerfile,
    changes: [...plan.changes, ...ignoreChanges(ignore, build, place)],
    diagnostics: [...facts.diagnostics, ...(build && !('kept' in plan.needs) ? unknownBase(build) : [])],
    finalBase: composed.finalBase,
    ...(composed.passedOver.length === 0 ? {} : { passedOver: composed.passedOver }),
    ...(plan.contractOnly === undefined ? {} : { contractOnly: plan.contractOnly }),
  }
}

/** What the catalogue tells of the new base. */
function withBaseFindings(
  candidate: Candidate,
  app: AppFiles,
  build: BuildModel | undefined,
  platforms: readonly AskedPlatform[],
): Candidate {
  if (build === undefined) return candidate
  const told = [...basePlatforms(candidate.finalBase, build, platforms), ...baseLacks(candidate, app, build)]
  return told.length === 0 ? candidate : { ...candidate, diagnostics: [...candidate.diagnostics, ...told] }
}

/** Candidates in which every stage that others build is still there, and what is told of those in which one is not. */
function keptIn(
  candidates: readonly Candidate[],
  build: BuildModel | undefined,
  targets: readonly NamedTarget[],
): { readonly kept: readonly Candidate[]; readonly lost: readonly Diagnostic[] } {
  const from = build?.stages[0]?.from
  if (build === undefined || from === undefined) return { kept: candidates, lost: [] }
  const kept: Candidate[] = []
  const lost: Diagnostic[] = []
  for (const candidate of candidates) {
    const result = keepTargets(candidate, build, targets)
    if (typeof result !== 'string') kept.push(result)
    else {
      const message = `${candidate.id} is not proposed: ${result}`
      lost.push({
        code: 'target-lost',
        severity: 'info',
        message,
        file: build.document.file,
        range: from.range,
      })
    }
  }
  return { kept, lost }
}

function ignoreChanges(
  files: Readonly<Record<string, string>>,
  build: BuildModel | undefined,
  place: CombinedFacts['place'],
): readonly Change[] {
  const copy = build?.stages
    .flatMap(stage => stage.steps)
    .find(step => step.effects.some(effect => effect.kind === 'copies-from-context'))
  const evidence = build && copy ? evidenceOf(build, copy.instruction) : undefined
  const range = evidence?.range && place(evidence.range)
  return Object.keys(files).map(file => ({
    id: 'dockerignore',
    title: `Leave out of the build context what no instruction reads (${file})`,
    because: 'What is not sent cannot make a COPY of the whole folder run again, nor slip into a layer.',
    evidence: evidence ? [{ file: evidence.file, fact: evidence.fact, ...(range ? { range } : {}) }] : [],
    applicability: 'safe',
  }))
}

/** Ids are unique; where two stacks propose under one, the later gets a number. */
function named(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.map((candidate, index) => {
    const before = candidates.slice(0, index).filter(each => each.id === candidate.id).length
    return before === 0 ? candidate : { ...candidate, id: `${candidate.id}-${before + 1}` }
  })
}

/** A candidate that is what is there already is none. */
function changesAnything(app: AppFiles, candidate: Candidate): boolean {
  return Object.entries(candidate.files).some(([path, text]) => app.read(path) !== text)
}

function refusal(
  app: AppFiles,
  { facts, reason, build }: CombinedFacts,
  candidates: readonly Candidate[],
): string | undefined {
  if (candidates.length > 0) return undefined
  if (reason !== undefined) return reason
  const own = facts.filter(({ found }) => found.refused !== undefined && found.handsOver !== true)
  const said = (own.length > 0 ? own : facts).flatMap(({ stack, found }) =>
    found.refused === undefined ? [] : [{ title: stack.title, reason: found.refused }],
  )
  const reasons = [...new Set(said.map(each => each.reason))]
  if (reasons.length > 1) return said.map(each => `${each.title}: ${each.reason}`).join('; ')
  return reasons[0] ?? (facts.length === 0 ? unknownStack(app, build) : undefined)
}
