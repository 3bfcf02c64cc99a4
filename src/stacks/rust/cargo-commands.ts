import { posix } from 'node:path'
import type { Stage, Step } from '../../model/build-model.ts'
import { absolutePath } from '../../model/final-state.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'

import type { RustImage } from './rust-image.ts'

export type CargoKind = 'build' | 'install' | 'copy' | 'other'
export type CargoCommand = StageCommand<CargoKind>

/** The commands of a stage; a string says which RUN cannot be read. */
export function cargoCommands(stage: Stage): readonly CargoCommand[] | string {
  return stageCommands<CargoKind>(stage, kindOf)
}

function kindOf(words: readonly string[]): CargoKind {
  const [program] = words
  if (program === 'cp' || program === 'mv' || program === 'install') return 'copy'
  if (program !== 'cargo') return 'other'
  const verb = words.slice(1).find(word => !word.startsWith('+') && !word.startsWith('-'))
  if (verb === 'build' || verb === 'b') return 'build'
  return verb === 'install' && words.includes('--path') ? 'install' : 'other'
}

/** The value of a flag, given as the next word or after `=`. */
export function flagOf(words: readonly string[], ...names: readonly string[]): string | undefined {
  for (const [at, word] of words.entries()) {
    if (names.includes(word)) return words[at + 1]
    const [name = '', value] = word.split(/=(.*)/s)
    if (value !== undefined && names.includes(name)) return value
  }
  return undefined
}

/** The folder below which a build puts what it makes: `target` of the workspace, unless the author says otherwise. */
export function targetFolder({ words, step, cwd }: CargoCommand): string {
  const named = flagOf(words, '--target-dir') ?? step.variables.get('CARGO_TARGET_DIR')
  const manifest = flagOf(words, '--manifest-path')
  const folder = manifest === undefined ? cwd : absolutePath(cwd, posix.dirname(manifest))
  return named === undefined ? posix.join(folder, 'target') : absolutePath(cwd, named)
}

/** `release`, `debug`, or the profile's own name. */
export function profileOf(words: readonly string[]): string {
  const named = flagOf(words, '--profile')
  if (named !== undefined) return named === 'dev' ? 'debug' : named
  return words.includes('--release') || words.includes('-r') ? 'release' : 'debug'
}

/** Where `cargo install` puts programs. */
export function installFolder({ words, step }: CargoCommand, image: RustImage): string {
  const root = flagOf(words, '--root') ?? step.variables.get('CARGO_INSTALL_ROOT') ?? cargoHome(step, image)
  return posix.join(root, 'bin')
}

/** CARGO_HOME: the official image sets it, and rustup and Debian leave it in the home. */
export function cargoHome(step: Step, { official }: RustImage): string {
  return step.variables.get('CARGO_HOME') ?? (official ? '/usr/local/cargo' : '/root/.cargo')
}
