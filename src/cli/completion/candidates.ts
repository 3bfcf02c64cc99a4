import type { Command, Option } from 'commander'
import { optionOf, readWords } from './read-words.ts'

/** What may stand where the cursor is: some values, or what only the disk or the rules can tell. */
export type Candidates =
  | { readonly kind: 'values'; readonly values: readonly Candidate[] }
  | { readonly kind: 'files' | 'rules' | 'stages' | 'none' }

export interface Candidate {
  readonly value: string
  readonly description: string
}

const none: Candidates = { kind: 'none' }

/**
 * What a placeholder in the help stands for, where it has no choices. An image may be a file: a tar, or an OCI layout.
 * A placeholder that is not here is of what nobody can list.
 */
const kinds: Readonly<Record<string, 'files' | 'rules' | 'stages'>> = {
  path: 'files',
  paths: 'files',
  file: 'files',
  dir: 'files',
  image: 'files',
  before: 'files',
  after: 'files',
  rule: 'rules',
  stage: 'stages',
}

/**
 * What may come next on a command line.
 * @param program with the command that the words call, its options and arguments included
 * @param words without the program's name; the last is the one that is being written
 */
export function candidates(program: Command, words: readonly string[]): Candidates {
  const current = words.at(-1) ?? ''
  const { scope, position, pending, literal, used } = readWords(program, words.slice(0, -1))
  const assigned = literal ? undefined : /^(--[^=]+)=/.exec(current)?.[1]
  if (assigned !== undefined) return ofOption(optionOf(program, scope, assigned))
  if (pending?.must === true) return ofOption(pending.option)
  if (!literal && current.startsWith('-')) return options(scope, used, current)
  if (pending !== undefined) return ofOption(pending.option)
  if (scope === program) return position === 0 ? commands(program) : none
  const places = scope.registeredArguments
  const last = places.at(-1)
  const argument = places[position] ?? (last?.variadic === true ? last : undefined)
  return argument === undefined ? none : ofPlaceholder(argument.name(), argument.argChoices)
}

function ofOption(option: Option | undefined): Candidates {
  if (option === undefined) return none
  return ofPlaceholder(/[<[]([^\].>]+)/.exec(option.flags)?.[1] ?? '', option.argChoices)
}

function ofPlaceholder(name: string, choices: readonly string[] | undefined): Candidates {
  if (choices !== undefined)
    return { kind: 'values', values: choices.map(value => ({ value, description: '' })) }
  return { kind: kinds[name] ?? 'none' }
}

/** Those that were not given yet; short ones where a single dash stands there. */
function options(scope: Command, used: ReadonlySet<Option>, current: string): Candidates {
  const values = scope
    .createHelp()
    .visibleOptions(scope)
    .filter(option => option.variadic || !used.has(option))
    .flatMap(({ long, short, description }) =>
      [long, current === '-' || long === undefined ? short : undefined].flatMap(value =>
        value === undefined ? [] : [{ value, description }],
      ),
    )
  return { kind: 'values', values }
}

function commands(program: Command): Candidates {
  const help = program.createHelp()
  const values = help
    .visibleCommands(program)
    .map(command => ({ value: command.name(), description: help.subcommandDescription(command) }))
  return { kind: 'values', values }
}
