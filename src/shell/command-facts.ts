import type { ShellCommand, ShellWord } from './script.ts'
import type { Action, Tool } from './tools/tool.ts'
import { TOOLS } from './tools/all.ts'

/** What a command does, as far as its tool's table says. Paths and names are as written, not yet resolved. */
export type CommandFact =
  | { readonly kind: 'installs-packages'; readonly manager: string; readonly packages: readonly string[] }
  | { readonly kind: 'runs-tool'; readonly tool: string; readonly args: readonly string[] }
  | { readonly kind: 'downloads'; readonly url: string | undefined; readonly path: string | undefined }
  | { readonly kind: 'uses-network'; readonly tool: string }
  | { readonly kind: 'writes'; readonly path: string }
  | { readonly kind: 'removes'; readonly path: string }
  | { readonly kind: 'changes-directory'; readonly path: string | undefined }
  | { readonly kind: 'unknown'; readonly reason: string }

/** A command whose words are all known so far as they matter: prefixes such as `sudo` and `env` taken off. */
export interface Invocation {
  readonly name: string
  /** Undefined where the argument holds an expansion. */
  readonly args: readonly (string | undefined)[]
  readonly raw: readonly string[]
  /** The name's word and, in the order of `args`, those of the arguments. */
  readonly words: readonly ShellWord[]
}

/** What a simple command does: what it installs, downloads, writes and removes. Never guesses: what no table knows is `unknown`. */
export function factsOf(command: ShellCommand): CommandFact[] {
  const facts = invocationFacts(command)
  addRedirects(facts, command)
  return facts
}

function invocationFacts(command: ShellCommand): CommandFact[] {
  const invocation = invocationOf(command)
  if (invocation === undefined) return []
  if (invocation === 'unknown')
    return [
      { kind: 'unknown', reason: `the command ${command.words[0]?.raw ?? ''} is not known before it runs` },
    ]
  const tool = TOOLS.get(invocation.name)
  return tool === undefined
    ? [{ kind: 'unknown', reason: `what ${invocation.name} does is not known` }]
    : toolFacts(tool, invocation)
}

const HARMLESS_TARGETS = /^(\/dev\/(null|stdout|stderr|tty|fd\/\d+)|&?\d+|-)$/

function addRedirects(facts: CommandFact[], { redirects }: ShellCommand): void {
  for (const { operator, target } of redirects) {
    const bare = operator.replace(/^\d+/, '')
    if (!bare.includes('>')) continue
    if (target === undefined)
      facts.push({ kind: 'unknown', reason: 'it writes to a file whose name is not known' })
    else if (!(bare.endsWith('&') && /^(\d+|-)$/.test(target)) && !HARMLESS_TARGETS.test(target))
      facts.push({ kind: 'writes', path: target })
  }
}

/** Commands that run the rest of their line, and the flags of theirs that take a value. */
const PREFIXES: ReadonlyMap<string, readonly string[]> = new Map([
  ['sudo', ['-u', '-g', '-h', '-p', '-U', '-C']],
  ['env', ['-u', '-C', '-S']],
  ['command', []],
  ['exec', ['-a']],
  ['nohup', []],
  ['nice', ['-n']],
  ['time', []],
  ['gosu', []],
  ['su-exec', []],
  ['eatmydata', []],
])

/** The program that a command runs, behind `sudo`, `env` and their like; `unknown` where its name holds an expansion. */
export function invocationOf({ words }: ShellCommand): Invocation | 'unknown' | undefined {
  let at = 0
  for (;;) {
    const word = words[at]
    if (word === undefined) return undefined
    if (word.value === undefined) return 'unknown'
    const name = word.value.slice(word.value.lastIndexOf('/') + 1)
    const valueFlags = PREFIXES.get(name)
    if (valueFlags === undefined || words.length === at + 1) return invoke(name, words, at)
    at++
    // `gosu USER command`
    if (name === 'gosu' || name === 'su-exec') at++
    for (; at < words.length; at++) {
      const value = words[at]?.value
      if (value === undefined) break
      if (valueFlags.includes(value)) at++
      else if (!value.startsWith('-') && !(name === 'env' && /^\w+=/.test(value))) break
    }
  }
}

function invoke(name: string, words: readonly ShellWord[], at: number): Invocation {
  const args: (string | undefined)[] = []
  const raw: string[] = []
  for (let index = at + 1; index < words.length; index++) {
    const word = words[index]
    if (word === undefined) break
    args.push(word.value)
    raw.push(word.raw)
  }
  return { name, args, raw, words: at === 0 ? words : words.slice(at) }
}

function toolFacts(tool: Tool, { name, args, raw, words }: Invocation): CommandFact[] {
  const { action, rest, subcommand } = chooseAction(tool, args)
  if (action === undefined) {
    const reason =
      subcommand === undefined
        ? `what ${name} does is not known`
        : `what ${name} ${subcommand} does is not known`
    return [{ kind: 'unknown', reason }]
  }
  if (action.does === 'nothing') return action.network === true ? [{ kind: 'uses-network', tool: name }] : []
  const parsed = readArguments(action, args, raw, rest)
  return actionFacts(tool, action, parsed, { name, args, raw, words })
}

interface Chosen {
  readonly action: Action | undefined
  /** Where the arguments of the action begin. */
  readonly rest: number
  readonly subcommand: string | undefined
}

/** Finds the subcommand behind the tool's own flags. */
function chooseAction(tool: Tool, args: readonly (string | undefined)[]): Chosen {
  if (tool.subcommands === undefined) return { action: tool.action, rest: 0, subcommand: undefined }
  for (let at = 0; at < args.length; at++) {
    const word = args[at]
    if (word === undefined) return { action: undefined, rest: at, subcommand: undefined }
    if (word.startsWith('-') || (tool.plusFlags === true && word.startsWith('+'))) {
      if (tool.valueFlags?.includes(word) === true) at++
      continue
    }
    const action = Object.hasOwn(tool.subcommands, word) ? tool.subcommands[word] : undefined
    if (action === undefined && tool.action !== undefined)
      return { action: tool.action, rest: 0, subcommand: word }
    return { action, rest: at + 1, subcommand: word }
  }
  return { action: tool.action ?? { does: 'nothing' }, rest: 0, subcommand: undefined }
}

interface Arguments {
  readonly operands: readonly (string | undefined)[]
  readonly flags: ReadonlyMap<string, string | undefined>
}

function readArguments(
  action: Action,
  args: readonly (string | undefined)[],
  raw: readonly string[],
  from: number,
): Arguments {
  const operands: (string | undefined)[] = []
  const flags = new Map<string, string | undefined>()
  let ended = false
  for (let at = from; at < args.length; at++) {
    const word = args[at]
    const text = word ?? raw[at] ?? ''
    if (ended || !text.startsWith('-') || text === '-') {
      operands.push(word)
      continue
    }
    if (text === '--') {
      ended = true
      continue
    }
    const equals = text.indexOf('=')
    if (equals > 0) flags.set(text.slice(0, equals), word?.slice(equals + 1))
    else if (action.valueFlags?.includes(text) === true) flags.set(text, args[++at])
    else readShortFlags(text, action, flags, () => args[++at])
  }
  return { operands, flags }
}

/** `-fsSLo file`: the last letter may take the next word; `-ofile` holds its own. */
function readShortFlags(
  text: string,
  action: Action,
  flags: Map<string, string | undefined>,
  next: () => string | undefined,
): void {
  if (text.startsWith('--') || action.longDash === true) {
    flags.set(text, undefined)
    return
  }
  for (let at = 1; at < text.length; at++) {
    const flag = `-${text[at]}`
    if (action.valueFlags?.includes(flag) !== true) {
      flags.set(flag, undefined)
      continue
    }
    flags.set(flag, at + 1 < text.length ? text.slice(at + 1) : next())
    return
  }
}

function actionFacts(
  tool: Tool,
  action: Action,
  { operands, flags }: Arguments,
  invocation: Invocation,
): CommandFact[] {
  const facts: CommandFact[] = []
  const { name, args, raw } = invocation
  if (action.offlineFlags?.some(flag => flags.has(flag)) !== true && action.network === true)
    facts.push({ kind: 'uses-network', tool: name })
  for (const path of action.writes ?? []) facts.push({ kind: 'writes', path })
  for (const path of action.removes ?? []) facts.push({ kind: 'removes', path })
  for (const flag of action.outputFlags ?? []) {
    const path = flags.get(flag)
    if (path !== undefined && path !== '-') facts.push({ kind: 'writes', path })
    else if (flags.has(flag) && path === undefined)
      facts.push({ kind: 'unknown', reason: `${name} writes to a place that is not known` })
  }
  if (action.does === 'runs-project') {
    facts.push({ kind: 'runs-tool', tool: name, args: args.map((value, at) => value ?? raw[at] ?? '') })
    return facts
  }
  for (const fact of factsByKind(tool, action, { operands, flags }, name)) facts.push(fact)
  return facts
}

function factsByKind(
  tool: Tool,
  action: Action,
  { operands, flags }: Arguments,
  name: string,
): readonly CommandFact[] {
  switch (action.does) {
    case 'installs':
      return installFacts(tool, action, operands, name)
    case 'downloads':
      return downloadFacts(action, operands, flags)
    case 'unknown':
      return [{ kind: 'unknown', reason: action.reason ?? `what ${name} does is not known` }]
    default:
      return operandFacts(action, operands, name)
  }
}

/** Without a package `npm install` or `bundle install` installs what the project's own files say. */
function installFacts(
  tool: Tool,
  action: Action,
  operands: readonly (string | undefined)[],
  name: string,
): CommandFact[] {
  const packages = operands.filter(operand => operand !== undefined)
  const facts: CommandFact[] = []
  if (packages.length > 0)
    facts.push({ kind: 'installs-packages', manager: action.manager ?? tool.names[0] ?? name, packages })
  if (packages.length < operands.length)
    facts.push({ kind: 'unknown', reason: `a name of what ${name} installs is not known` })
  return facts
}

function downloadFacts(
  action: Action,
  operands: readonly (string | undefined)[],
  flags: ReadonlyMap<string, string | undefined>,
): CommandFact[] {
  const output = action.outputFlags?.find(flag => flags.has(flag))
  const path = output === undefined ? undefined : flags.get(output)
  return operands.map(url => ({ kind: 'downloads', url, path }))
}

function operandFacts(
  action: Action,
  operands: readonly (string | undefined)[],
  name: string,
): CommandFact[] {
  const { operands: role } = action
  if (role === undefined) return []
  const chosen =
    role.which === 'all'
      ? operands
      : role.which === 'last'
        ? operands.slice(-1)
        : operands.slice(role.skip ?? 1)
  return chosen.map(path => {
    if (path === undefined)
      return { kind: 'unknown', reason: `a path that ${name} ${role.kind} is not known` }
    if (role.kind === 'changes-directory') return { kind: 'changes-directory', path }
    return { kind: role.kind, path }
  })
}
