import { resolve } from 'node:path'
import { Command, Option } from 'commander'
import { UserError } from '../../errors.ts'
import { parseSize } from '../parse-size.ts'
import type { StrategyChoice } from '../../optimize/report-of.ts'
import type { ColorChoice, Io } from '../io.ts'
import { addReportOptions, type ReportOptions } from '../reports/options.ts'

/** The options as commander hands them over. */
export interface OptimizeOptions extends ReportOptions {
  readonly file?: string
  /** The stage that ships; the last one where not given. */
  readonly target?: string
  readonly static?: boolean
  /** Ask the registries about base images. */
  readonly online?: boolean
  readonly strategy: StrategyChoice
  /** What `closure` keeps beyond what was touched. */
  readonly policy: 'safe' | 'strict'
  readonly traceAdd?: readonly string[]
  readonly traceOut?: string
  readonly engine: 'auto' | 'docker'
  readonly config?: string
  /** False with `--no-services`. */
  readonly services?: boolean
  readonly budget?: string
  readonly platform?: string
  /** Also measure rebuilds, before and after. */
  readonly rebuild?: boolean
  /** Also try with how little the chosen image runs. */
  readonly harden?: boolean
  /** Also has trivy or grype of this machine look at the original and the chosen image. */
  readonly scan?: boolean
  readonly out?: string
  readonly write?: boolean
  /** Where the receipt goes; `--write` leaves one beside the Dockerfile in any case. */
  readonly receipt?: string
  readonly unverified?: boolean
  readonly debugTarget?: boolean
  readonly force?: boolean
  readonly json?: boolean
  readonly color: ColorChoice
}

const help = `
Examples:
  laststage optimize .                 propose, build, prove, measure
  laststage optimize . --static        the proposal alone: no engine, no network
  laststage optimize . --out proposed  the chosen files to a folder of their own
  laststage optimize . --write         over the app's own files, once proved
  laststage optimize services/api --file deploy/Dockerfile --budget 60MB
  laststage optimize . --target web    the stage web is what ships
  laststage optimize . --report report.html --markdown comment.md
  laststage optimize . --json | jq .chosen

Building and observing run the project's own code, in containers with limits;
--static runs nothing. What to ask the app and what it must answer can be
declared in laststage.yaml.

Exit codes: 0 proved, 1 not proved or over budget, 2 wrong usage, 75 try again.`

/** `laststage optimize`: its options, and where its work begins. */
export function optimizeCommand(io: Io, setCode: (code: number) => void): Command {
  const command = new Command('optimize')
    .summary('rewrite a Dockerfile so that only what runs is shipped, and prove it')
    .description(
      'Proposes a smaller image for the app in a folder, builds the original and the proposals, observes that they ' +
        'answer alike, and shows the sizes, the diff and the reasons. Without --out or --write it touches nothing.',
    )
    .argument('[path]', "the app's folder, the build context", '.')
    .optionsGroup('What to optimize:')
    .option('-f, --file <path>', 'the Dockerfile, relative to the folder (default: Dockerfile)')
    .option('--target <stage>', 'the stage that ships (default: the last one)')
    .optionsGroup('What to try:')
    .option('--static', 'propose only: never starts an engine or the network')
    .option('--online', 'with --static: ask the registries for digests and sizes of base images')
    .addOption(
      new Option(
        '--strategy <name>',
        'tidy: safe fixes; staged: stages as an expert writes them; closure: only the files that were used; auto: each',
      )
        .choices(['auto', 'tidy', 'staged', 'closure'])
        .default('auto'),
    )
    .addOption(
      new Option('--policy <name>', 'closure: keep the app and its packages whole, or only what was touched')
        .choices(['safe', 'strict'])
        .default('safe'),
    )
    .option(
      '--trace-add <file...>',
      'closure: also keep what these traces saw (of --trace-out, or of strace)',
    )
    .option('--trace-out <file>', 'closure: keep the trace in this file')
    .optionsGroup('Proof:')
    .addOption(
      new Option('--engine <name>', 'what builds and runs').choices(['auto', 'docker']).default('auto'),
    )
    .option('--config <path>', 'the probes (default: laststage.yaml, or `laststage` in package.json)')
    .option(
      '--no-services',
      'observe the app alone, without what laststage.yaml or the Compose file starts beside it',
    )
    .option('--budget <size>', 'exit 1 where the unpacked image is larger: 50MB, 64MiB')
    .option('--platform <os/arch>', 'build for this platform')
    .option(
      '--rebuild',
      'also measure rebuilds after one touched line, before and after; about eight more builds',
    )
    .option(
      '--harden',
      'also try the chosen image read-only, without capabilities, and as a user without rights',
    )
    .option(
      '--scan',
      'also compare known vulnerabilities, by trivy or grype where one is installed; no verdict rests on it',
    )
    .optionsGroup('What to write:')
    .option('-o, --out <dir>', 'write the chosen files to this folder')
    .option('--write', "write the chosen files over the app's own; only what was proved")
    .option(
      '--receipt <path>',
      'write what was proved, of which inputs (with --write: laststage.receipt.json)',
    )
    .option('--debug-target', 'add a stage `debug`: what ships, and a static shell')
    .option('--unverified', 'let --write take what was not proved')
    .option('--force', 'let --out replace files, and --write replace what git does not hold')
    .optionsGroup('How to answer:')
    .option('--json', 'print the report as one JSON object; everything else goes to stderr')
  return addReportOptions(command)
    .addHelpText('after', help)
    .action(async (path: string, options: OptimizeOptions) => {
      checkOptions(options)
      const { runOptimize } = await import('../optimize/run-optimize.ts')
      const { fileInApp } = await import('../optimize/pick-dockerfile.ts')
      const out = options.out === undefined ? {} : { out: resolve(io.cwd, options.out) }
      const receipt = options.receipt === undefined ? {} : { receipt: resolve(io.cwd, options.receipt) }
      const root = resolve(io.cwd, path)
      const file = options.file === undefined ? {} : { file: fileInApp(root, io.cwd, options.file) }
      setCode(await runOptimize(root, path, { ...options, ...file, ...out, ...receipt }, io))
    })
}

function checkOptions(options: OptimizeOptions): void {
  if (options.out !== undefined && options.write === true) {
    throw new UserError('out-and-write', '--out and --write exclude each other', 'Choose one of them.')
  }
  if (options.write === true && options.static === true && options.unverified !== true) {
    throw new UserError(
      'write-unproved',
      '--write takes only what was proved, and --static proves nothing',
      'Leave out --static, use --out DIR, or add --unverified.',
    )
  }
  if (options.rebuild === true && options.static === true) {
    throw new UserError(
      'rebuild-unbuilt',
      '--rebuild measures builds, and --static builds nothing',
      'Leave out --static.',
    )
  }
  if (options.harden === true && options.static === true) {
    throw new UserError(
      'harden-unbuilt',
      '--harden runs the image, and --static runs nothing',
      'Leave out --static.',
    )
  }
  if (options.scan === true && options.static === true) {
    throw new UserError(
      'scan-unbuilt',
      '--scan looks into the images, and --static builds none',
      'Leave out --static.',
    )
  }
  if (options.budget !== undefined && options.static === true) {
    throw new UserError(
      'budget-unmeasured',
      '--budget needs measured sizes, and --static measures nothing',
      'Leave out --static.',
    )
  }
  if (options.receipt !== undefined && options.static === true) {
    throw new UserError('receipt-unproved', '--receipt is of a proof, and --static proves nothing')
  }
  if (options.budget !== undefined) parseSize(options.budget)
}
