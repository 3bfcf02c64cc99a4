import { resolve } from 'node:path'
import { Command } from 'commander'
import type { Io } from '../io.ts'

/** The options as commander hands them over. */
export interface InitOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
}

const help = `
Examples:
  laststage init .              asks at most two questions, on a terminal
  laststage init . --yes        asks nothing
  laststage init . --dry-run    shows the files, and writes none

Nothing is executed or built, and no file that is there is changed.`

/** `laststage init`: its options, and where its work begins. */
export function initCommand(io: Io, setCode: (code: number) => void): Command {
  return new Command('init')
    .summary('write a Dockerfile, .dockerignore and laststage.yaml for an app')
    .description(
      'Reads an app and writes what it lacks: a Dockerfile whose last stage ships only what runs, with its ' +
        '.dockerignore, and a laststage.yaml with the ports and routes that stand in the sources.',
    )
    .argument('[path]', "the app's folder", '.')
    .option('-y, --yes', 'ask nothing, take the first proposal')
    .option('--dry-run', 'show what would be written')
    .addHelpText('after', help)
    .action(async (path: string, options: InitOptions) => {
      const { runInit } = await import('../init/run-init.ts')
      setCode(await runInit(resolve(io.cwd, path), path, options, io))
    })
}
