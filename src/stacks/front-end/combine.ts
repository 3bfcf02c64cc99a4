import type { AppFiles } from '../../app/app-files.ts'
import type { Diagnostic, Range } from '../../dockerfile/source.ts'
import type { BuildModel } from '../../model/build-model.ts'
import type { Change } from '../../model/change.ts'
import type { Plan, Stack, StackFacts } from '../../model/stack-facts.ts'
import { joinFrontEnd } from './join-new.ts'
import { relocator } from './relocate.ts'
import { splitFrontEnd } from './split-front-end.ts'

/** What the stacks say of an app. */
export interface CombinedFacts {
  readonly facts: readonly { readonly stack: Stack; readonly found: StackFacts }[]
  /** What the plans are written from: the author's Dockerfile, or that with its front end in a stage of its own. */
  readonly build: BuildModel | undefined
  /** Why a front end beside another program is left alone, where it is. */
  readonly reason?: string
  /** From places of `build` to those of the author's Dockerfile; undefined for what is not his. */
  readonly place: (range: Range) => Range | undefined
}

/**
 * Asks every stack. Where one app has two, a front end that a browser runs and the program that serves it, the front
 * end gets a stage of its own, and the other's stack is asked about what remains.
 */
export function combinedFacts(
  stacks: readonly Stack[],
  app: AppFiles,
  build: BuildModel | undefined,
): CombinedFacts {
  const combined = build ? fromDockerfile(stacks, app, build) : fromSources(stacks, app)
  if (typeof combined === 'object') return combined
  const alone = { facts: factsOf(stacks, app, build), build, place: (range: Range) => range }
  return combined === undefined ? alone : { ...alone, reason: combined }
}

function factsOf(stacks: readonly Stack[], app: AppFiles, build: BuildModel | undefined) {
  return stacks.flatMap(stack => {
    const found = stack.plan({ app, build })
    return found ? [{ stack, found }] : []
  })
}

/** Where nothing but a site is shipped, there is no other program for its front end to stand beside. */
const onlySites: ReadonlySet<string> = new Set(['node-static', 'static-html'])

function fromDockerfile(
  stacks: readonly Stack[],
  app: AppFiles,
  build: BuildModel,
): CombinedFacts | string | undefined {
  const split = splitFrontEnd(app, build)
  if (split === undefined || typeof split === 'string') return split
  const facts = factsOf(stacks, app, split.build)
  const planned = facts.filter(({ stack, found }) => found.plans.length > 0 && !onlySites.has(stack.id))
  if (planned.length === 0) return facts.find(({ found }) => found.refused !== undefined)?.found.refused
  const place = relocator(build.document.text, split.edits)
  const added = (plan: Plan): Plan => ({
    ...plan,
    changes: [...split.changes, ...plan.changes.map(change => placed(change, build, place))],
    ignore: [...plan.ignore, ...split.ignore],
  })
  return {
    facts: planned.map(({ stack, found }) => ({
      stack,
      found: {
        ...found,
        plans: found.plans.map(added),
        diagnostics: found.diagnostics.map(each => told(each, build, place)),
      },
    })),
    build: split.build,
    place,
  }
}

function fromSources(stacks: readonly Stack[], app: AppFiles): CombinedFacts | string | undefined {
  const joined = joinFrontEnd(app)
  if (joined === undefined || typeof joined === 'string') return joined
  const facts = factsOf(stacks, joined.app, undefined)
  const planned = facts.filter(({ found }) => found.plans.length > 0)
  const plans = planned.map(({ stack, found }) => ({ stack, found, plans: found.plans.map(joined.join) }))
  const refused = plans.flatMap(each => each.plans).find(each => typeof each === 'string')
  if (refused !== undefined) return refused
  if (planned.length === 0) return facts.find(({ found }) => found.refused !== undefined)?.found.refused
  return {
    facts: plans.map(each => ({
      stack: each.stack,
      found: { ...each.found, plans: each.plans.filter(plan => typeof plan !== 'string') },
    })),
    build: undefined,
    place: range => range,
  }
}

/** A change with the places of the author's own Dockerfile. */
function placed(change: Change, build: BuildModel, place: (range: Range) => Range | undefined): Change {
  const evidence = change.evidence.map(each => {
    if (each.file !== build.document.file || each.range === undefined) return each
    const range = place(each.range)
    return { file: each.file, fact: each.fact, ...(range ? { range } : {}) }
  })
  return { ...change, evidence }
}

function told(each: Diagnostic, build: BuildModel, place: (range: Range) => Range | undefined): Diagnostic {
  const first = build.stages[0]?.from.range
  return each.file === build.document.file
    ? { ...each, range: place(each.range) ?? first ?? each.range }
    : each
}
