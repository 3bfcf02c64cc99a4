import type { Stage, Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'
import type { PackageManager } from '../node-static/package-manager.ts'

/**
 * - `install`: the app's packages; `build`: a script of package.json or a compiler.
 * - `tool`: what installs; `system`: the system's packages; `account`: users and folders.
 */
export interface ServerCommand {
  readonly kind: 'install' | 'build' | 'tool' | 'system' | 'account' | 'harmless'
  readonly manager: PackageManager
  readonly step: Step
  readonly command: ShellCommand
  readonly words: readonly string[]
}

/** Every command of a stage's RUNs; a string is the first of which nothing is known. */
export function serverCommands(stage: Stage): readonly ServerCommand[] | string {
  const found: ServerCommand[] = []
  for (const step of stage.steps) {
    const { instruction, script } = step
    if (instruction.name !== 'RUN') continue
    if (instruction.command.form === 'exec' || !script || script.unknown.length > 0)
      return `what a RUN does cannot be told (line ${instruction.range.start.line})`
    for (const command of script.commands) {
      const words = command.words.map(word => word.value ?? word.raw)
      const writes = command.redirects.some(
        ({ operator, target }) => operator.includes('>') && !/^\/dev\/|^&?\d$/.test(target ?? ''),
      )
      const read = writes ? undefined : kindOf(words)
      if (!read) return `what \`${words.join(' ')}\` leaves behind is not known`
      found.push({ ...read, step, command, words })
    }
  }
  return found
}

type Kind = Pick<ServerCommand, 'kind' | 'manager'>

const compilers = /^(?:tsc|nest|tsup|esbuild|swc|rollup|webpack)$/

function kindOf(words: readonly string[]): Kind | undefined {
  const [program = ':', ...rest] = words
  const npm = (kind: Kind['kind']): Kind => ({ kind, manager: 'npm' })
  if (program === 'npm' || program === 'yarn' || program === 'pnpm') {
    const kind = managerKind(program, rest)
    return kind && { kind, manager: program }
  }
  if (program === 'corepack') return npm('tool')
  if (program === 'npx') return compilers.test(rest[0] ?? '') ? npm('build') : undefined
  if (/^(?:apt|apt-get|apk)$/.test(program)) return npm('system')
  if (program === 'rm')
    return rest.every(word => /^-|^\/(?:var\/(?:lib\/apt|cache)|tmp|root\/\.npm)\b/.test(word))
      ? npm('system')
      : undefined
  if (/^(?:addgroup|adduser|groupadd|useradd|usermod|chown|mkdir)$/.test(program)) return npm('account')
  return /^(?:\[|:|cd|date|echo|exit|export|ls|printf|pwd|set|test|true|unset|which)$/.test(program)
    ? npm('harmless')
    : undefined
}

function managerKind(program: PackageManager, rest: readonly string[]): Kind['kind'] | undefined {
  const [verb, ...operands] = rest.filter(word => !word.startsWith('-'))
  if (rest.some(word => /^(?:-g|--global|--location=global)$/.test(word))) return 'tool'
  if (/^(?:config|set|cache|prune|audit|fund|test|lint)$/.test(verb ?? '')) return 'harmless'
  const install = program === 'npm' ? /^(?:ci|install|i|clean-install)$/ : /^(?:install|i)$/
  if (operands.length === 0 && (verb === undefined ? program === 'yarn' : install.test(verb)))
    return 'install'
  const script = verb === 'run' || verb === 'run-script' ? operands[0] : program === 'npm' ? undefined : verb
  if (script === undefined) return undefined
  if (/^(?:test|lint)(?::[\w-]+)?$/.test(script)) return 'harmless'
  return /^(?:build|compile|tsc)(?::[\w-]+)?$/.test(script) ? 'build' : undefined
}
