import { Argument, Command } from 'commander'
import type { Io } from '../io.ts'
import { type Shell, scripts } from '../completion/scripts.ts'

const help = `
Examples:
  eval "$(laststage completion bash)"        in ~/.bashrc
  eval "$(laststage completion zsh)"         in ~/.zshrc, after compinit
  laststage completion fish > ~/.config/fish/completions/laststage.fish
  laststage completion powershell | Out-String | Invoke-Expression
                                             in $PROFILE`

/** `laststage completion`: prints a script. */
export function completionCommand(io: Io): Command {
  return new Command('completion')
    .summary('let the shell complete commands, options, rules and stages')
    .description('Prints a script for a shell, which then asks laststage what may come next.')
    .addArgument(new Argument('<shell>', 'the shell that reads the script').choices(Object.keys(scripts)))
    .addHelpText('after', help)
    .action((shell: Shell) => {
      io.stdout.write(scripts[shell])
    })
}

/** What the scripts call: not for people, and not in the help. */
export function completeCommand(io: Io, load: (words: readonly string[]) => Promise<Command>): Command {
  return new Command('__complete').argument('[words...]').action(async (words: string[]) => {
    const { runComplete } = await import('../completion/run-complete.ts')
    await runComplete(words, load, io)
  })
}
