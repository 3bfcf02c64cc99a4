import type { Command, Option } from 'commander'

/** What the words of a command line say so far. */
export interface ReadWords {
  /** The command that was called; the program before there is one. */
  readonly scope: Command
  /** How many of its arguments there are already. */
  readonly position: number
  /** The option whose value must come next, or may. */
  readonly pending: { readonly option: Option; readonly must: boolean } | undefined
  /** After `--`, where nothing is an option. */
  readonly literal: boolean
  readonly used: ReadonlySet<Option>
}

/** Reads complete words as commander would; `help COMMAND` is read as wanting a command. */
export function readWords(program: Command, words: readonly string[]): ReadWords {
  let scope = program
  let position = 0
  let pending: ReadWords['pending']
  let literal = false
  const used = new Set<Option>()
  for (const word of words) {
    if (pending?.must === true || (pending !== undefined && !word.startsWith('-'))) {
      pending = pending.option.variadic ? { ...pending, must: false } : undefined
    } else if (literal || !word.startsWith('-') || word === '-') {
      const called = scope === program && position === 0 ? commandOf(program, word) : undefined
      if (called !== undefined) scope = called
      else if (scope !== program || word !== 'help') position += 1
    } else if (word === '--') {
      literal = true
      pending = undefined
    } else {
      const option = optionOf(program, scope, word.replace(/=.*/s, ''))
      if (option !== undefined) used.add(option)
      const takes = option !== undefined && (option.required || option.optional) && !word.includes('=')
      pending = takes ? { option, must: option.required } : undefined
    }
  }
  return { scope, position, pending, literal, used }
}

/** The option of a name, `--config` or `-f`: the command's, or the program's own. */
export function optionOf(program: Command, scope: Command, name: string): Option | undefined {
  return [...scope.options, ...program.options].find(({ long, short }) => name === long || name === short)
}

function commandOf(program: Command, word: string): Command | undefined {
  return program.commands.find(command => command.name() === word)
}
