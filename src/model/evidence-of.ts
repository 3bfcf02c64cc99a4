import type { Instruction } from '../dockerfile/syntax.ts'
import type { BuildModel } from './build-model.ts'
import type { Evidence } from './change.ts'

/** An instruction of the Dockerfile as evidence; its first line where no fact is given. */
export function evidenceOf(build: BuildModel, instruction: Instruction, fact?: string): Evidence {
  const { file, text } = build.document
  const line = text.slice(instruction.range.start.offset, instruction.range.end.offset).split('\n')[0] ?? ''
  return { file, range: instruction.range, fact: fact ?? line.trim() }
}
