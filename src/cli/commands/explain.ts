import { Command } from 'commander'
import type { Io } from '../io.ts'

const help = `
Examples:
  laststage explain             every rule
  laststage explain base-tag    what it does, why, how safe its fix is
  laststage explain DL3006      by hadolint's or BuildKit's name
  laststage explain /bin/sh     why a closure keeps it (laststage.closure.txt)`

/** `laststage explain`: its argument, and where its work begins. */
export function explainCommand(io: Io): Command {
  return new Command('explain')
    .summary('say why a rule is one, or why a path is kept')
    .description('Prints the page of a rule of laststage check; without a rule, lists them all.')
    .argument('[rule]', "the rule's id, or hadolint's or BuildKit's name for it; or a path in the image")
    .addHelpText('after', help)
    .action(async (rule: string | undefined) => {
      const { runExplain } = await import('../check/run-explain.ts')
      runExplain(rule, io)
    })
}
