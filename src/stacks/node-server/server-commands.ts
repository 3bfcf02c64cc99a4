import type { Stage, Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'
import type { PackageManager } from '../node-static/package-manager.ts'
import { managerCall } from './manager-call.ts'

/**
 * - `install`: the app's packages; `build`: a script of package.json or a compiler; `generate`: Prisma's client.
 * - `tool`: what installs; `system`: the system's packages; `account`: users and folders.
 */
export interface ServerCommand {
  readonly kind: 'install' | 'build' | 'generate' | 'tool' | 'system' | 'account' | 'harmless'
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

const compilers =
  /^(?:tsc|nest|next|nuxt|nuxi|vite|remix|react-router|astro|svelte-kit|tsup|esbuild|swc|rollup|webpack)$/

function kindOf(words: readonly string[]): Kind | undefined {
  const [program = ':', ...rest] = words
  const npm = (kind: Kind['kind']): Kind => ({ kind, manager: 'npm' })
  const managed = managerKind(words)
  if (managed !== undefined) return managed
  if (program === 'corepack') return npm('tool')
  if (program === 'npx' || program === 'turbo' || program === 'nx') return buildTool(words)
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

/** `npx tsc`, `npx turbo run build --filter=api`, `nx build api`. */
function buildTool(words: readonly string[]): Kind | undefined {
  const named = words.filter(word => !word.startsWith('-') && word !== 'npx')
  if (named.join(' ') === 'prisma generate') return { kind: 'generate', manager: 'npm' }
  const [tool = '', ...rest] = named
  const runner = tool === 'turbo' || tool === 'nx'
  const builds = runner ? isBuild(rest[0] === 'run' ? rest[1] : rest[0]) : compilers.test(tool)
  return builds ? { kind: 'build', manager: 'npm' } : undefined
}

function managerKind(words: readonly string[]): Kind | undefined {
  const call = managerCall(words)
  if (!call || call.elsewhere) return undefined
  const { manager, verb, operands, script, global } = call
  const kind = (name: Kind['kind']): Kind => ({ kind: name, manager })
  if (global) return kind('tool')
  if (/^(?:config|set|cache|prune|audit|fund|test|lint)$/.test(verb ?? '')) return kind('harmless')
  // Of the scripts alone: what is installed stays the same.
  if (
    verb === 'pkg' &&
    operands[0] === 'delete' &&
    operands.slice(1).every(each => each.startsWith('scripts.'))
  )
    return kind('tool')
  const install = manager === 'npm' ? /^(?:ci|install|i|clean-install)$/ : /^(?:install|i|ci)$/
  if (operands.length === 0 && (verb === undefined ? manager === 'yarn' : install.test(verb)))
    return kind('install')
  if (/^(?:exec|turbo|nx|dlx)$/.test(verb ?? '') && manager !== 'npm')
    return buildTool(verb === 'turbo' || verb === 'nx' ? [verb, ...operands] : operands)
  if (script === undefined || (manager === 'npm' && verb !== 'run' && verb !== 'run-script')) return undefined
  if (/^(?:test|lint)(?::[\w-]+)?$/.test(script)) return kind('harmless')
  if (script === 'prisma') return operands.join(' ') === 'generate' ? kind('generate') : undefined
  if (/^(?:(?:prisma|db)[:-])?generate$/.test(script)) return kind('generate')
  return isBuild(script) ? kind('build') : undefined
}

const isBuild = (script: string | undefined) =>
  script !== undefined && /^(?:build|compile|tsc)(?::[\w-]+)?$/.test(script)
