import { Argument, Command } from 'commander'
import type { ColorChoice, Io } from '../io.ts'

/** The options as commander hands them over. */
export interface BudgetOptions {
  readonly total?: string
  readonly compressed?: string
  readonly layer?: string
  readonly file?: string
  readonly maxGrowth?: string
  readonly baseline?: string
  readonly base?: string
  readonly platform?: string
  readonly cache?: boolean
  readonly config?: string
  /** Where it is kept that the budget was checked. */
  readonly record?: string
  /** A comment for a pull request; `-` is standard output, in the answer's place. */
  readonly markdown?: string
  readonly json?: boolean
  readonly color: ColorChoice
}

export type BudgetAction = 'check' | 'accept'

const help = `
Examples:
  laststage budget check app:ci --total 60MB
  laststage budget check app.tar           limits of laststage.yaml
  laststage budget accept app:ci           this size is the new baseline
  laststage budget check app:ci --max-growth 5%
  laststage budget check app:ci --markdown comment.md
  laststage budget check app:ci --json | jq .culprits

In laststage.yaml:
  budget: {total: 60MB, compressed: 25MB, file: 20MB, maxGrowth: 5%}

Exit codes: 0 within the budget, 1 over it, 2 wrong usage or no budget.`

/** `laststage budget`: its options, and where its work begins. */
export function budgetCommand(io: Io, setCode: (code: number) => void): Command {
  return new Command('budget')
    .summary('fail where an image is larger than it may be, and name the culprit')
    .description(
      'Holds an image against its limits and against the size that was last accepted. Where it is too large, it names ' +
        'the files and packages that made it so, and their instruction.',
    )
    .addArgument(
      new Argument('<action>', 'check it, or accept its size as the baseline').choices(['check', 'accept']),
    )
    .argument(
      '<image>',
      'a reference, docker://REFERENCE for its registry, a tar, an OCI layout, or - for standard input',
    )
    .option('--total <size>', 'all layers, unpacked: 60MB, 64MiB')
    .option('--compressed <size>', 'all layers, as they are pulled')
    .option('--layer <size>', 'the largest layer')
    .option('--file <size>', 'the largest file')
    .option('--max-growth <growth>', 'beyond the baseline: 2MB, or 5%')
    .option('--baseline <file>', 'the accepted size (default: laststage.baseline.json)')
    .option('--base <image>', 'the base image, whose layers are told apart (like <image>)')
    .option('--platform <os/arch>', 'which image, where there are several')
    .option('--no-cache', 'unpack all layers, known from before or not')
    .option('--config <file>', 'limits (default: laststage.yaml)')
    .option('--record <file>', 'check: keep there that it was done, for `doctor --gate`')
    .option(
      '--markdown <file>',
      'check: also write a comment for a pull request; - prints it in place of the answer',
    )
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (action: BudgetAction, image: string, options: BudgetOptions) => {
      const { runBudget } = await import('../budget/run-budget.ts')
      setCode(await runBudget(action, image, options, io))
    })
}
