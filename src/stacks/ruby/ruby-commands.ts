import type { Stage } from '../../model/build-model.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'

/**
 * - `install`: brings the app's gems; `tool`: brings what installs them.
 * - `app`: writes into the app's own folder: compiled assets, caches of code.
 */
export type RubyKind = 'install' | 'tool' | 'app'
export type RubyCommand = StageCommand<RubyKind>

/** Every command of a stage's RUNs; a string is the first of which nothing is known. */
export const rubyCommands = (stage: Stage): readonly RubyCommand[] | string =>
  stageCommands<RubyKind>(stage, kindOf)

const isBelow = (path: string) => /^(?:\.\/)?[\w*]/.test(path) && !path.split('/').includes('..')

const tasks =
  /^(?:assets:(?:precompile|clean|clobber)|tailwindcss:build|javascript:build|css:build|i18n:js:export|tmp:(?:clear|create))$/

function kindOf(words: readonly string[]): RubyKind | undefined {
  const [program = '', ...rest] = words
  const operands = rest.filter(word => !word.startsWith('-'))
  if (program === 'bundle' || program === 'bundler') return bundleKind(operands)
  if (program === 'gem') return gemKind(operands)
  if (/^(?:\.?\/?bin\/)?(?:rails|rake)$/.test(program))
    return operands.every(word => tasks.test(word)) ? 'app' : undefined
  if (/^(?:yarn|npm|pnpm)$/.test(program)) return nodeKind(operands)
  if (program === 'corepack') return 'tool'
  // What a path leads to below the working directory is the app's own, and stays out with it.
  if (program === 'rm') return operands.every(isBelow) ? 'app' : undefined
  return program === 'chmod' ? 'app' : undefined
}

function bundleKind([verb = 'install', ...rest]: readonly string[]): RubyKind | undefined {
  if (verb === 'install' || verb === 'update') return 'install'
  if (verb === 'config' || verb === 'lock') return 'tool'
  if (verb === 'clean' || verb === 'check') return 'app'
  if (verb !== 'exec') return undefined
  const [program = '', ...operands] = rest
  if (program === 'bootsnap') return 'app'
  return /^(?:rails|rake)$/.test(program) && operands.every(word => tasks.test(word)) ? 'app' : undefined
}

function gemKind([verb, ...names]: readonly string[]): RubyKind | undefined {
  if (verb === 'update' || verb === 'sources' || verb === 'cleanup') return 'tool'
  if (verb !== 'install') return undefined
  return names.every(name => /^(?:bundler|rake)(?::[\d.]+)?$/.test(name) || /^[\d.]+$/.test(name))
    ? 'tool'
    : 'install'
}

/** Packages that assets are built from; they are in the app's folder. */
function nodeKind([verb = 'install', script = '']: readonly string[]): RubyKind | undefined {
  if (/^(?:install|ci|i)$/.test(verb)) return 'app'
  return (verb === 'run' ? script : verb).startsWith('build') ? 'app' : undefined
}
