import type { Step } from '../../model/build-model.ts'
import type { ShellCommand } from '../../shell/script.ts'

/**
 * - `install`: brings the app's packages; `tool`: brings what installs them.
 * - `venv`: makes a virtual environment.
 * - `system`: the system's packages; `account`: users, folders and rights.
 * - `app`: writes into the app's own folder; `harmless`: leaves nothing behind.
 */
export type CommandKind = 'install' | 'tool' | 'venv' | 'system' | 'account' | 'app' | 'harmless'

export type Installer = 'pip' | 'pipenv' | 'poetry' | 'pdm' | 'uv'

export interface PythonCommand {
  readonly kind: CommandKind
  readonly installer: Installer | undefined
  readonly command: ShellCommand
  readonly step: Step
  readonly words: readonly string[]
}

const tools =
  /^(?:pip|setuptools|wheel|pipenv|poetry|pdm|uv|pip-tools|poetry-plugin-export)(?:\[[\w,]*\])?(?:[=<>~!].*)?$/
const harmless = /^(?:\[|:|cd|date|echo|exit|export|ls|printf|pwd|set|test|true|unset|which)$/
const accounts = /^(?:addgroup|adduser|groupadd|useradd|usermod|chown|mkdir|install)$/
const odd = /^(?:--user|--target|-t|--prefix|--root|--no-binary|--break-system-packages)(?:=|$)/

/** Every command of the RUNs; a string is the first of which nothing is known, or that installs elsewhere. */
export function pythonCommands(steps: readonly Step[]): readonly PythonCommand[] | string {
  const found: PythonCommand[] = []
  for (const step of steps) {
    const { instruction, script } = step
    if (instruction.name !== 'RUN') continue
    if (instruction.command.form === 'exec' || !script || script.unknown.length > 0)
      return `what a RUN does cannot be told (line ${instruction.range.start.line})`
    for (const command of script.commands) {
      const words = command.words.map(word => word.value ?? word.raw)
      const writes = command.redirects.some(
        ({ operator, target }) => operator.includes('>') && !/^\/dev\/|^&?\d$/.test(target ?? ''),
      )
      const kind = writes ? undefined : kindOf(words)
      if (!kind || kind.reason !== undefined)
        return kind?.reason ?? `what \`${words.join(' ')}\` leaves behind is not known`
      found.push({ kind: kind.kind, installer: kind.installer, command, step, words })
    }
  }
  return found
}

interface Kind {
  readonly kind: CommandKind
  readonly installer?: Installer
  readonly reason?: string
}

function kindOf(words: readonly string[]): Kind | undefined {
  const [program = ':', ...rest] = words
  if (/^pip(?:3|3\.\d+)?$/.test(program)) return pipKind(rest)
  if (/^python(?:3|3\.\d+)?$/.test(program)) return pythonKind(rest)
  if (program === 'pip-sync') return { kind: 'install', installer: 'pip' }
  if (program === 'poetry' || program === 'pdm') return projectKind(program, rest)
  if (program === 'uv') return uvKind(rest)
  if (program === 'pipenv') return pipenvKind(rest)
  if (/^(?:apt|apt-get|apk)$/.test(program)) return { kind: 'system' }
  if (program === 'rm')
    return rest.every(word => /^-|^\/(?:var\/(?:lib\/apt|cache)|tmp|root\/\.cache)\b/.test(word))
      ? { kind: 'system' }
      : undefined
  if (accounts.test(program)) return { kind: 'account' }
  if (program === 'chmod' || program === 'django-admin') return { kind: 'app' }
  return harmless.test(program) ? { kind: 'harmless' } : undefined
}

function pipKind(rest: readonly string[]): Kind | undefined {
  const [verb, ...operands] = rest.filter(word => !word.startsWith('-'))
  if (verb === 'config' || verb === 'cache' || verb === 'check' || verb === 'list')
    return { kind: 'harmless' }
  if (verb !== 'install') return undefined
  const elsewhere = rest.find(word => odd.test(word))
  if (elsewhere !== undefined)
    return {
      kind: 'install',
      reason: `pip ${elsewhere} installs to another place, or builds everything itself`,
    }
  const named = operands.length > 0 && operands.every(word => tools.test(word))
  const lists = rest.some(word => /^(?:-r|--requirement|-e|--editable|-c)/.test(word))
  return named && !lists ? { kind: 'tool' } : { kind: 'install', installer: 'pip' }
}

function pythonKind(rest: readonly string[]): Kind | undefined {
  if (rest[0] === '-m' && rest[1] === 'pip') return pipKind(rest.slice(2))
  if (rest[0] === '-m' && rest[1] === 'venv') return { kind: 'venv' }
  if (rest[0] === '-m' && rest[1] === 'compileall') return { kind: 'app' }
  const manage = /(?:^|\/)manage\.py$/.test(rest[0] ?? '')
  return manage && /^(?:collectstatic|compilemessages|compress)$/.test(rest[1] ?? '')
    ? { kind: 'app' }
    : undefined
}

function projectKind(program: 'poetry' | 'pdm', rest: readonly string[]): Kind | undefined {
  const verb = rest.find(word => !word.startsWith('-'))
  if (verb === 'config' || verb === 'cache') return { kind: 'harmless' }
  return verb === 'install' || verb === 'sync' ? { kind: 'install', installer: program } : undefined
}

/** With names of packages it would write another lock file. */
function pipenvKind(rest: readonly string[]): Kind | undefined {
  const [verb, ...packages] = rest.filter(word => !word.startsWith('-'))
  if (verb === 'verify' || verb === 'check') return { kind: 'harmless' }
  return /^(?:install|sync)$/.test(verb ?? '') && packages.length === 0
    ? { kind: 'install', installer: 'pipenv' }
    : undefined
}

function uvKind(rest: readonly string[]): Kind | undefined {
  const [verb, second] = rest.filter(word => !word.startsWith('-'))
  if (verb === 'venv') return { kind: 'venv' }
  if (verb === 'sync') return { kind: 'install', installer: 'uv' }
  if (verb !== 'pip' || (second !== 'install' && second !== 'sync')) return undefined
  const elsewhere = rest.find(word => odd.test(word) || word.startsWith('--python'))
  return elsewhere === undefined
    ? { kind: 'install', installer: 'uv' }
    : { kind: 'install', reason: `uv ${elsewhere} installs to another place` }
}
