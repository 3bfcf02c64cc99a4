import type { Closure, ClosureInput } from '../../closure/closure.ts'
import { deriveClosure } from '../../closure/derive.ts'
import type { Ledger } from '../../closure/ledger.ts'
import { type ReadableForm, readableForm } from '../../closure/readable-form.ts'
import { formatLedger } from '../../closure/ledger-file.ts'
import { parseDockerfile } from '../../dockerfile/parse.ts'
import type { BuildModel, Stage } from '../../model/build-model.ts'
import type { Candidate } from '../candidate.ts'
import { closureChanges } from './closure-changes.ts'
import { copiedPaths } from './copied-paths.ts'
import { canAssembleItself, defaultRootfsImage, rootfsTools } from './rootfs-base.ts'
import { rootfsInstructions } from './rootfs-script.ts'
import { configInstructions, type ShippedConfig } from './runtime-config.ts'

export const ledgerName = 'laststage.closure.txt'

export interface ClosureProposalInput {
  /** The path of the user's Dockerfile in the app folder, and its text as it builds. */
  readonly dockerfile: string
  readonly text: string
  readonly model: BuildModel
  /** The `.dockerignore` that counts, and its text where it exists. */
  readonly ignore: { readonly path: string; readonly text: string | undefined }
  /** Files of the build context, relative to it. */
  readonly contextFiles: readonly string[]
  readonly image: ShippedConfig
  readonly closure: Omit<ClosureInput, 'config' | 'copies'>
  /** An image with GNU tar, awk and dpkg-query, for apps whose own image lacks them. */
  readonly rootfsImage?: string
}

export interface ClosureProposal {
  readonly candidate: Candidate
  readonly closure: Closure
  /** The name of the user's last stage, from which it is taken. */
  readonly stage: string
  /** What the candidate's image will hold, and why. */
  readonly kept: readonly string[]
  readonly ledger: Ledger
}

/** Why there is no closure; `lean` where none is needed. */
export interface NoClosure {
  readonly refused: string
  readonly lean?: true
}

/** A closure that keeps more of the image than this would only add a stage; one of a closure keeps all of it. */
const worthwhile = 0.97

/**
 * The candidate `closure`: the user's stages as they are, a stage that assembles what the app uses, and a last stage
 * from scratch. Answers the reason where there can be none. Pure.
 */
export const proposeClosure = (input: ClosureProposalInput): ClosureProposal | NoClosure => {
  const { final } = input.model
  if (final === undefined) return { refused: 'the Dockerfile has no stage' }
  if (input.closure.trace.found.length === 0) return { refused: 'there is no trace of the running app' }
  if (input.model.document.escape !== '\\') return { refused: 'the Dockerfile sets another escape character' }
  const config = configInstructions(input.image)
  if (config === undefined) return { refused: 'a value of the image’s configuration holds a line break' }
  const { tree, packages } = input.closure
  const closure = deriveClosure({
    ...input.closure,
    config: input.image,
    copies: copiedPaths(final, input.contextFiles),
  })
  const { kept, image } = closure.bytes
  if (kept > image * worthwhile)
    return { refused: 'the image holds little but what the app uses', lean: true }
  const odd = closure.kept.find(path => /[\r\n\t*]/.test(path))
  if (odd !== undefined) return { refused: `${JSON.stringify(odd)} cannot be named on a line` }
  const tools = rootfsTools(tree, input.image, packages)
  // Packages of a second database, or of one that the stage cannot read, are named by their files.
  const manager = tools === undefined ? undefined : packages.databases[0]?.manager
  const named = { ...closure, packages: closure.packages.filter(kept => kept.manager === manager) }
  const exact = closure.policy === 'strict'
  const form = exact ? exactForm(closure) : readableForm(named, tree)
  const own = canAssembleItself(tree, input.image, packages)
  const assembler = own ? undefined : (input.rootfsImage ?? defaultRootfsImage)
  const name = final.from.as?.value ?? freeName(input.model, ['app', 'laststage-app'])
  const rootfs = rootfsInstructions({
    form,
    owners: closure.owners.filter(owner => owner.manager === manager).map(({ name }) => name),
    tools,
    from: name,
    appTrees: closure.appTrees,
    pathsFile: exact ? ledgerName : undefined,
  })
  const stages = lastStages({
    base: assembler ?? name,
    name: freeName(input.model, ['rootfs', 'laststage-rootfs']),
    own,
    rootfs,
    config,
  })
  const text = `${withStageName(input.text, final, name)}\n${stages}`
  if (!joinsCleanly(input.model, text, stages)) {
    return { refused: 'the last instruction of the Dockerfile runs on, so that nothing can follow it' }
  }
  const candidate: Candidate = {
    id: `closure-${closure.policy}`,
    strategy: 'closure',
    title:
      closure.policy === 'safe'
        ? 'what the app was seen to use, with its packages whole'
        : 'what the app was seen to use',
    files: {
      [input.dockerfile]: text,
      [ledgerName]: formatLedger(closure, form.ledger, tree, packages),
      ...ignoreFile(input.ignore, exact),
    },
    dockerfile: input.dockerfile,
    changes: closureChanges({ closure, form, document: input.model.document, last: final, assembler }),
    diagnostics: [],
    finalBase: 'scratch',
  }
  return { candidate, closure, stage: name, kept: form.kept, ledger: form.ledger }
}

const exactForm = (closure: Closure): ReadableForm => ({
  packages: [],
  left: [],
  trees: [],
  out: [],
  lean: [],
  // The root comes along by itself.
  paths: closure.kept.filter(path => path !== '/'),
  kept: closure.kept,
  ledger: closure.ledger,
  surplus: 0,
})

/** A name that no stage has, and that no FROM, COPY or mount takes for an image's. */
const freeName = (model: BuildModel, names: readonly string[]): string => {
  const { text } = model.document
  const named = [...text.matchAll(/\bfrom=([^\s,]+)/gi)].map(match => match[1] ?? '')
  const bases = model.stages.map(({ from }) => from.image.value)
  const stages = model.stages.map(({ name }) => name ?? '')
  const taken = new Set([...named, ...bases, ...stages].map(name => name.toLowerCase()))
  return names.find(name => !taken.has(name)) ?? `${names.at(-1)}-${model.stages.length}`
}

/** The user's text, byte for byte, but for a name of the last stage where it had none. */
const withStageName = (text: string, stage: Stage, name: string): string => {
  const whole = text.endsWith('\n') ? text : `${text}\n`
  if (stage.from.as !== undefined) return whole
  const at = stage.from.image.range.end.offset
  return `${whole.slice(0, at)} AS ${name}${whole.slice(at)}`
}

/** A line that is continued at the end, or a heredoc without one, would swallow what follows. */
const joinsCleanly = (model: BuildModel, whole: string, stages: string): boolean =>
  countInstructions(whole) === model.document.instructions.length + countInstructions(stages)

const countInstructions = (text: string): number => parseDockerfile(text).instructions.length

interface LastStages {
  readonly base: string
  readonly name: string
  readonly own: boolean
  readonly rootfs: readonly string[]
  readonly config: readonly string[]
}

const lastStages = ({ base, name, own, rootfs, config }: LastStages): string =>
  [
    '# What the app was seen to use, put together from its own image. Why each path is kept: laststage.closure.txt',
    `FROM ${base} AS ${name}`,
    ...(own ? ['USER 0:0', 'SHELL ["/bin/sh", "-c"]'] : []),
    ...rootfs,
    '',
    '# In order of change: an edit of the app ships the last copy alone',
    'FROM scratch',
    `COPY --from=${name} /rootfs/system/ /`,
    `COPY --from=${name} /rootfs/packages/ /`,
    `COPY --from=${name} /rootfs/app/ /`,
    '# as the image above had it',
    ...config,
    '',
  ].join('\n')

/** The ledger lies in the context and is to change nothing that the user's stages copy; the exact form reads it there. */
const ignoreFile = (
  { path, text }: ClosureProposalInput['ignore'],
  exact: boolean,
): Readonly<Record<string, string>> => {
  const line = exact ? `!${ledgerName}` : ledgerName
  if (text === undefined) return exact ? {} : { [path]: `${path}\n${line}\n` }
  if (text.split('\n').some(entry => entry.trim() === line)) return {}
  return { [path]: `${text.replace(/\n*$/, '\n')}${line}\n` }
}
