import { posix } from 'node:path'
import { cacheMountEdits, cacheTargets, runsAsRoot } from './build-edits.ts'
import type { BuildModel, Effect, Stage, Step } from './build-model.ts'
import { absolutePath, expand } from './final-state.ts'
import type { TextEdit } from './instruction-text.ts'

/** What fills and reads the folder of a cache. */
export interface CachingTool {
  /** True for the words of a command that uses the folder. */
  readonly calls: (words: readonly string[]) => boolean
  /** The flags with which it asks no network: what an earlier layer holds is then all that it has. */
  readonly offline?: RegExp
}

/**
 * Cache mounts at one folder, on every RUN that fills or reads it: a mount on one of them alone would hide what the
 * others left in a layer. Those are the RUNs of the stage, of the stages below it, and of those that stand on it.
 * Empty where a mount would hide what something else needs, and where each has one already.
 */
export function sharedCacheEdits(
  build: BuildModel,
  stage: Stage,
  folder: string,
  { calls, offline }: CachingTool,
): readonly TextEdit[] {
  const users = lineOf(build, stage)
    .flatMap(({ steps }) => steps)
    .filter(step => step.instruction.name === 'RUN' && wordsOf(step).some(calls))
  const asks = users
    .flatMap(wordsOf)
    .filter(calls)
    .every(words => !words.some(word => offline?.test(word) === true))
  if (!asks || !users.every(runsAsRoot) || isUsedOtherwise(build, stage, folder)) return []
  return users
    .filter(step => !isMounted(step, folder))
    .flatMap(step => cacheMountEdits(build.document, step, [folder]))
}

/** True where a cache mount of a RUN is at a folder, or above it. */
export function isMounted({ instruction }: Step, folder: string): boolean {
  return cacheTargets(instruction).some(each => `${folder}/`.startsWith(`${each}/`))
}

/**
 * True where the Dockerfile names a cache's folder, or one above or in it: it copies from there or to there, mounts it
 * elsewhere, removes it. A mount would hide what lies there from some of them, and a mount cannot be removed.
 */
export function isUsedOtherwise(build: BuildModel, stage: Stage, folder: string): boolean {
  const line = lineOf(build, stage)
  const indexes = new Set(line.map(({ index }) => index))
  const taken = build.stages.some(({ steps }) =>
    steps.some(step => step.effects.some(effect => takes(effect, indexes, folder))),
  )
  const own = line.flatMap(({ steps }) => steps)
  return taken || own.some(step => fills(step, folder) || names(step, folder))
}

/** The stage, those below it and those that stand on it. */
function lineOf(build: BuildModel, stage: Stage): readonly Stage[] {
  const below: Stage[] = []
  for (let each: Stage | undefined = stage; each && !below.includes(each); ) {
    below.push(each)
    each = each.base.kind === 'stage' ? build.stages[each.base.stage] : undefined
  }
  const line = new Set(below.map(({ index }) => index))
  // A stage stands on an earlier one, so one pass finds all.
  const above = new Set([stage.index])
  for (const { base, index } of build.stages)
    if (base.kind === 'stage' && above.has(base.stage)) above.add(index)
  return build.stages.filter(({ index }) => line.has(index) || above.has(index))
}

const wordsOf = ({ script }: Step): readonly (readonly string[])[] =>
  (script?.commands ?? []).map(({ words }) => words.map(word => word.value ?? word.raw))

function takes(effect: Effect, line: ReadonlySet<number>, folder: string): boolean {
  if (effect.kind === 'copies-from-stage')
    return (
      effect.stage !== undefined && line.has(effect.stage) && effect.sources.some(each => near(each, folder))
    )
  if (effect.kind !== 'mounts' || effect.stage === undefined || !line.has(effect.stage)) return false
  return effect.mount.source !== undefined && near(effect.mount.source, folder)
}

/** `COPY settings.xml /root/.m2/` brings no repository; `COPY .m2 /root/.m2` may. */
function fills({ effects, workdir }: Step, folder: string): boolean {
  return effects.some(effect => {
    if (effect.kind !== 'copies-from-stage' && effect.kind !== 'copies-from-context') return false
    const target = absolutePath(workdir, effect.destination)
    const above = `${folder}/`.startsWith(`${clean(target)}/`) && clean(target) !== folder
    return near(target, folder) && !(above && effect.sources.every(each => /\.\w+$/.test(each)))
  })
}

/** The commands of a RUN that name it; a tool's own flags say so in words of their own, which its stack reads. */
function names(step: Step, folder: string): boolean {
  const targets = step.script?.commands.flatMap(each => each.redirects.map(({ target = '' }) => target)) ?? []
  return [...wordsOf(step).flat(), ...targets]
    .map(word => expand(word, step).replace(/^["']?(?:~|\$HOME|\$\{HOME\})(?=\/)/, '/root'))
    .some(word => word.startsWith('/') && near(word, folder))
}

/** In the folder, at it, or above it; the root and a home hold too much to say anything. */
function near(path: string, folder: string): boolean {
  const place = clean(path)
  if (place === '/' || place === '/root' || place === '/usr' || place === '/home') return false
  return `${place}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${place}/`)
}

const clean = (path: string) => posix.join('/', path.replace(/\/?[*?].*$/, '')).replace(/(.)\/+$/, '$1')
