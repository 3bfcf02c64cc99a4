import { Command, CommanderError, Option } from 'commander'
import { version } from '../version.ts'
import { describeError, exitCode, exitCodeOf } from './exit.ts'
import type { ColorChoice, Io } from './io.ts'
import { styleFor } from './io.ts'

/** A command: its line in the overview, and where its options and its work are, loaded only when it is called. */
interface Entry {
  readonly name: string
  readonly group: string
  readonly summary: string
  readonly load: () => Promise<Command>
  /** Not shown to people. */
  readonly hidden?: boolean
}

const examples = `
Examples:
  laststage optimize .            propose, build, prove, measure; writes nothing
  laststage optimize . --static   the proposal alone: no engine, no network
  laststage optimize . --write    take what was proved
  laststage check                 faults of the Dockerfiles here; --fix mends
  laststage measure app:1.2       where the bytes of an image are

\`laststage help COMMAND\` tells more, with examples.
Exit codes: 0 ok, 1 findings, not proved or over budget, 2 wrong usage,
75 try again, 130 interrupted.`

const interrupted =
  'Interrupted. What was started is removed; the engine keeps its build cache, so that the next build is quick.\n'

/**
 * Runs one command line.
 * @returns the exit code; errors are printed, never thrown
 */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code: number = exitCode.ok
  const entries = commands(io, value => {
    code = value
  })
  try {
    if (args[0] === '--version' || args[0] === '-V') {
      io.stdout.write(`${version}\n`)
      return exitCode.ok
    }
    const program = await createProgram(args, io, entries)
    if (args.length === 0) {
      program.outputHelp()
      return exitCode.ok
    }
    await program.parseAsync([...args], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.usage
    // Whatever an aborted piece of work throws: the reason is that it was aborted.
    if (io.signal.aborted) {
      io.stderr.write(interrupted)
      return exitCode.interrupted
    }
    io.stderr.write(describeError(error, styleFor(io.stderr, io, colorChoice(args))))
    return exitCodeOf(error)
  }
}

function commands(io: Io, setCode: (code: number) => void): readonly Entry[] {
  const entries: readonly Entry[] = [
    {
      name: 'optimize',
      group: 'Make images small:',
      summary: 'rewrite a Dockerfile so that only what runs is shipped, and prove it',
      load: async () => (await import('./commands/optimize.ts')).optimizeCommand(io, setCode),
    },
    {
      name: 'init',
      group: 'Make images small:',
      summary: 'write a Dockerfile, .dockerignore and laststage.yaml for an app',
      load: async () => (await import('./commands/init.ts')).initCommand(io, setCode),
    },
    {
      name: 'verify',
      group: 'Make images small:',
      summary: 'prove that two images behave alike, or that a proof still holds',
      load: async () => (await import('./commands/verify.ts')).verifyCommand(io, setCode),
    },
    {
      name: 'check',
      group: 'Check Dockerfiles:',
      summary: 'find what a Dockerfile should not do, and mend it',
      load: async () => (await import('./commands/check.ts')).checkCommand(io, setCode),
    },
    {
      name: 'pin',
      group: 'Check Dockerfiles:',
      summary: 'name the images of a Dockerfile by their digests',
      load: async () => (await import('./commands/pin.ts')).pinCommand(io, setCode),
    },
    {
      name: 'explain',
      group: 'Check Dockerfiles:',
      summary: 'say why a rule is one, and what to do',
      load: async () => (await import('./commands/explain.ts')).explainCommand(io),
    },
    {
      name: 'measure',
      group: 'Look into images:',
      summary: 'show where the bytes of an image went',
      load: async () => (await import('./commands/measure.ts')).measureCommand(io),
    },
    {
      name: 'diff',
      group: 'Look into images:',
      summary: 'compare what two images hold',
      load: async () => (await import('./commands/diff.ts')).diffCommand(io),
    },
    {
      name: 'budget',
      group: 'Look into images:',
      summary: 'fail where an image is larger than it may be, and name the culprit',
      load: async () => (await import('./commands/budget.ts')).budgetCommand(io, setCode),
    },
    {
      name: 'debug',
      group: 'Look into images:',
      summary: 'open a toolbox beside a running container that has no shell',
      load: async () => (await import('./commands/debug.ts')).debugCommand(io, setCode),
    },
    {
      name: 'lsp',
      group: 'Check Dockerfiles:',
      summary: 'check Dockerfiles in an editor, as they are written',
      load: async () => (await import('./commands/lsp.ts')).lspCommand(io),
    },
    {
      name: 'doctor',
      group: 'Set up, and get help:',
      summary: 'tell what this machine can do, and what to do about the rest',
      load: async () => (await import('./commands/doctor.ts')).doctorCommand(io, setCode),
    },
    {
      name: 'docker-plugin',
      group: 'Set up, and get help:',
      summary: 'make `docker laststage` work',
      load: async () => (await import('./commands/docker-plugin.ts')).dockerPluginCommand(io),
    },
    {
      name: 'completion',
      group: 'Set up, and get help:',
      summary: 'let the shell complete commands, options, rules and stages',
      load: async () => (await import('./commands/completion.ts')).completionCommand(io),
    },
    {
      name: '__complete',
      group: 'Set up, and get help:',
      summary: '',
      hidden: true,
      load: async () =>
        (await import('./commands/completion.ts')).completeCommand(io, words =>
          createProgram(words, io, entries),
        ),
    },
  ]
  return entries
}

/** Every command has options: saying so for each hides what they do. */
const plain = { subcommandTerm: (command: Command) => command.name() }

async function createProgram(args: readonly string[], io: Io, entries: readonly Entry[]): Promise<Command> {
  const program = new Command('laststage')
    .description('An optimizing compiler for Dockerfiles: only the last stage ships, with proof.')
    .version(version, '-V, --version', 'print the version')
    .addOption(colorOption(args))
    .addHelpText('after', examples)
    .commandsGroup('Set up, and get help:')
    .helpCommand('help [command]', 'tell more about a command')
    .showHelpAfterError('Run `laststage --help` for what there is.')
  const called = args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--color')
  const helped = called === 'help' ? args[args.indexOf('help') + 1] : called
  for (const entry of entries) {
    const command =
      entry.name === helped ? await entry.load() : new Command(entry.name).summary(entry.summary)
    program.addCommand(command.helpGroup(entry.group), { hidden: entry.hidden === true })
  }
  for (const command of [program, ...program.commands]) {
    if (command !== program) command.addOption(colorOption(args))
    command
      .exitOverride()
      .configureHelp(plain)
      .configureOutput({
        writeOut: text => io.stdout.write(text),
        writeErr: text => io.stderr.write(text),
        getOutHelpWidth: () => io.stdout.columns ?? 80,
        getErrHelpWidth: () => io.stderr.columns ?? 80,
      })
  }
  return program
}

/** Whether it stands before or after the command's name, only one of the two parsers sees it: both get it as default. */
function colorOption(args: readonly string[]): Option {
  return new Option('--color <when>', 'whether to use colours')
    .choices(['auto', 'always', 'never'])
    .default(colorChoice(args), 'auto')
}

/** Read without the parser, which may be what failed. */
function colorChoice(args: readonly string[]): ColorChoice {
  const index = args.findIndex(arg => arg === '--color' || arg.startsWith('--color='))
  const value = args[index]?.startsWith('--color=') === true ? args[index]?.slice(8) : args[index + 1]
  return index >= 0 && (value === 'always' || value === 'never') ? value : 'auto'
}
