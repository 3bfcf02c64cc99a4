import { posix } from 'node:path'
import type { Stage } from '../../model/build-model.ts'
import { absolutePath } from '../../model/final-state.ts'
import { type StageCommand, stageCommands } from '../../model/stage-commands.ts'

/** `compile`: a compiler itself; `build`: make, cmake and their like; `copy`: puts files elsewhere. */
export type CKind = 'compile' | 'build' | 'copy' | 'other'
export type CCommand = StageCommand<CKind>

/** The commands of a stage; a string says which RUN cannot be read. */
export function cCommands(stage: Stage): readonly CCommand[] | string {
  return stageCommands<CKind>(stage, kindOf)
}

function kindOf([program = '']: readonly string[]): CKind {
  if (/^(?:[\w-]+-)?(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+)(?:-\d+)?$/.test(program)) return 'compile'
  if (/^(?:g?make|cmake|ninja|meson)$/.test(program) || /(?:^|\/)configure$/.test(program)) return 'build'
  return /^(?:cp|mv|install|strip|ln)$/.test(program) ? 'copy' : 'other'
}

/** The file that a compiler writes: what `-o` names, else `a.out`. Undefined where it writes no program. */
export function compiledTo({ words, cwd }: CCommand): string | undefined {
  if (words.some(word => /^-(?:c|S|E|shared|M+)$/.test(word))) return undefined
  const at = words.findIndex(word => word.startsWith('-o'))
  const word = words[at] ?? ''
  const named = at < 0 ? 'a.out' : word.length > 2 ? word.slice(2) : words[at + 1]
  return named === undefined ? undefined : absolutePath(cwd, named)
}

/** Every place to which a `cp`, `mv` or `install` may put a file. */
export function copiedTo({ words, cwd }: CCommand): readonly string[] {
  const operands = words.slice(1).filter(word => !word.startsWith('-') && !/^0?[0-7]{3}$/.test(word))
  const destination = absolutePath(cwd, operands.at(-1) ?? '').replace(/(.)\/$/, '$1')
  return [destination, ...operands.slice(0, -1).map(each => posix.join(destination, posix.basename(each)))]
}
