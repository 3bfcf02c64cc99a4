import { Argument, Command, Option } from 'commander'
import { UserError } from '../../errors.ts'
import type { ColorChoice, Io } from '../io.ts'

/** The options as commander hands them over. */
export interface CheckOptions {
  readonly fix?: boolean
  readonly unsafe?: boolean
  readonly diff?: boolean
  readonly format: 'text' | 'json' | 'sarif' | 'github'
  readonly target?: string
  readonly context?: string
  readonly stdinFilename?: string
  readonly config?: string
  readonly color: ColorChoice
}

const help = `
Examples:
  laststage check                        every Dockerfile below this folder
  laststage check Dockerfile --target api
  laststage check . --fix                make the safe fixes
  laststage check . --fix --unsafe       the others too; look at what they do
  laststage check . --diff               show what --fix would change
  laststage check - < Dockerfile         what comes on standard input
  laststage check . --format sarif > laststage.sarif

Exit codes: 0 nothing but notes, 1 errors or warnings, 2 wrong usage.
A comment above an instruction silences a rule for it:
  # laststage ignore=base-tag because we test against the newest`

/** `laststage check`: its options, and where its work begins. */
export function checkCommand(io: Io, setCode: (code: number) => void): Command {
  return new Command('check')
    .summary('find what a Dockerfile should not do, and mend it')
    .description(
      'Reads Dockerfiles and the folders that they build from, executes nothing, and tells what costs size, time or ' +
        'safety, or does not work at all. What does not reach the image that ships weighs less.',
    )
    .addArgument(
      new Argument('[paths...]', 'Dockerfiles, folders to look for them, or - for standard input').default(
        ['.'],
        'this folder',
      ),
    )
    .option('--fix', 'make the safe fixes, in the files')
    .option('--unsafe', 'with --fix or --diff: also fixes that need a look')
    .option('--diff', 'show what would be fixed, and write nothing')
    .addOption(
      new Option('--format <name>', 'how to tell')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option(
      '--target <stage>',
      'the stage that ships (default: those of Compose and Bake files, or the last)',
    )
    .option('--context <dir>', "the build context (default: found from what the file's COPYs name)")
    .option('--stdin-filename <path>', 'with -: the file that standard input is to count as')
    .option('--config <path>', "severities (default: the folder's laststage.yaml)")
    .addHelpText('after', help)
    .action(async (paths: string[], options: CheckOptions) => {
      if (options.unsafe === true && options.fix !== true && options.diff !== true) {
        throw new UserError('unsafe-alone', '--unsafe goes with --fix or --diff', 'Add one of them.')
      }
      const { runCheck } = await import('../check/run-check.ts')
      setCode(await runCheck(paths, options, io))
    })
}
