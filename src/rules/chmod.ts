import type { Range } from '../dockerfile/source.ts'
import type { RuleContext } from './rule.ts'

/** A mode that is given to files, by `chmod` in RUN or by `--chmod`. */
export interface GivenMode {
  readonly mode: string
  /** Undefined where a path holds an expansion; none where they are not asked for. */
  readonly paths: readonly (string | undefined)[]
  readonly range: Range
}

/** Every mode of the file whose value is written out. */
export function* chmodModes(context: RuleContext): Iterable<GivenMode> {
  for (const { name, args, command } of context.commands) {
    if (name !== 'chmod') continue
    const rest = args.filter(arg => arg === undefined || !/^-(?:-|[a-zA-Z]*[Rvcf])/.test(arg))
    const [mode, ...paths] = rest
    if (mode !== undefined) yield { mode, paths, range: command.range }
  }
  for (const instruction of context.document.instructions) {
    if (instruction.name !== 'COPY' && instruction.name !== 'ADD') continue
    for (const { name, value, range } of instruction.flags)
      if (name === 'chmod' && value !== undefined) yield { mode: value, paths: [], range }
  }
}
