import { Command, Option } from 'commander'
import type { Io } from '../io.ts'

const help = `
Examples:
  laststage lsp            what an editor starts; it speaks on stdin and stdout

How to set up VS Code, Neovim, Helix, Zed and Emacs: docs/commands/lsp.md
It reads files and executes nothing. It ends when its input does.`

/** `laststage lsp`: its options, and where its work begins. */
export function lspCommand(io: Io): Command {
  return new Command('lsp')
    .summary('check Dockerfiles in an editor, as they are written')
    .description(
      'A language server: findings with quick fixes, and on an instruction how many bytes it adds and whether they ' +
        'come into the image that ships.',
    )
    .option('--stdio', 'speak on stdin and stdout; there is no other way, editors say it all the same')
    .addOption(new Option('--clientProcessId <id>', "end with the editor's process").hideHelp())
    .addHelpText('after', help)
    .action(async () => {
      const { runLsp } = await import('../lsp/run-lsp.ts')
      await runLsp(io)
    })
}
