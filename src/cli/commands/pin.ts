import { Command } from 'commander'
import type { ColorChoice, Io } from '../io.ts'

/** The options as commander hands them over. */
export interface PinOptions {
  readonly write?: boolean
  readonly color: ColorChoice
}

const help = `
Examples:
  laststage pin                   what would change in ./Dockerfile
  laststage pin api/Dockerfile --write

The digest is that of the whole multi-platform image. It comes from the
registry; no engine is needed, and no layer is fetched.
Exit codes: 0 all pinned, 1 some could not be, 2 wrong usage, 75 try again.`

/** `laststage pin`: its options, and where its work begins. */
export function pinCommand(io: Io, setCode: (code: number) => void): Command {
  return new Command('pin')
    .summary('name the images of a Dockerfile by their digests')
    .description(
      'Asks the registries which images FROM, COPY --from and RUN --mount mean today, and puts their digests ' +
        'behind the tags, so that the next build takes the same ones. Prints the difference.',
    )
    .argument('[dockerfile]', 'the file', 'Dockerfile')
    .option('--write', 'change the file')
    .addHelpText('after', help)
    .action(async (file: string, options: PinOptions) => {
      const { runPin } = await import('../pin/run-pin.ts')
      setCode(await runPin(file, options, io))
    })
}
