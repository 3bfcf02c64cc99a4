import type { BuildModel, Step } from './build-model.ts'
import { commentsAbove } from './instruction-text.ts'

/** An instruction with its comments and new arguments in exec form. */
export function execText(build: BuildModel, step: Step, name: string, argv: readonly string[]): string {
  const line = `${name} [${argv.map(each => JSON.stringify(each)).join(', ')}]`
  return [...commentsAbove(build.document, step.instruction), line].join('\n')
}
