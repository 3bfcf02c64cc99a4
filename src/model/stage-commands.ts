import type { Stage, Step } from './build-model.ts'
import { absolutePath, expand } from './final-state.ts'
import type { ShellCommand } from '../shell/script.ts'

/**
 * - `system`: the system's packages and their caches; `account`: users, folders and rights.
 * - `harmless`: leaves nothing behind.
 */
export type CommonKind = 'system' | 'account' | 'harmless'

/** A command of a stage's RUNs and what it is for. */
export interface StageCommand<Kind extends string> {
  readonly kind: Kind | CommonKind
  readonly step: Step
  readonly command: ShellCommand
  /** Its name and arguments; variables that the Dockerfile knows are filled in. */
  readonly words: readonly string[]
  /** Where it runs, in the container. */
  readonly cwd: string
}

/**
 * Every command of a stage's RUNs. `kindOf` tells what the stack's own are; the common ones are known here.
 * A string names the first of which nothing is known, or says that a RUN cannot be read.
 */
export function stageCommands<Kind extends string>(
  stage: Stage,
  kindOf: (words: readonly string[], cwd: string) => Kind | undefined,
): readonly StageCommand<Kind>[] | string {
  const found: StageCommand<Kind>[] = []
  for (const step of stage.steps) {
    const { instruction, script } = step
    if (instruction.name !== 'RUN') continue
    if (instruction.command.form === 'exec' || !script || script.unknown.length > 0)
      return `what a RUN does cannot be told (line ${instruction.range.start.line})`
    let cwd = step.workdir
    for (const command of script.commands) {
      const words = command.words.map(word => word.value ?? expand(unquote(word.raw), step))
      if (words[0] === 'cd' && command.depth === 0) cwd = absolutePath(cwd, words[1] ?? '/')
      const writes = command.redirects.some(
        ({ operator, target }) => operator.includes('>') && !/^\/dev\/|^&?\d$/.test(target ?? ''),
      )
      const kind = writes ? undefined : (kindOf(words, cwd) ?? commonKind(words))
      if (kind === undefined) return `what \`${words.join(' ')}\` leaves behind is not known`
      found.push({ kind, step, command, words, cwd })
    }
  }
  return found
}

const unquote = (raw: string) => raw.replace(/^(["'])([\s\S]*)\1$/, '$2')

function commonKind([program = ':', ...rest]: readonly string[]): CommonKind | undefined {
  if (/^(?:apt|apt-get|apk|update-ca-certificates)$/.test(program)) return 'system'
  if (program === 'rm')
    return rest.every(word => /^-|^\/(?:var\/(?:lib\/apt|cache)|tmp|root\/\.\w+)(?:\/|$)/.test(word))
      ? 'system'
      : undefined
  if (/^(?:addgroup|adduser|groupadd|useradd|usermod|chown|mkdir)$/.test(program)) return 'account'
  return /^(?:\[|:|cd|date|echo|exit|export|ls|printf|pwd|set|test|true|unset|which)$/.test(program)
    ? 'harmless'
    : undefined
}
