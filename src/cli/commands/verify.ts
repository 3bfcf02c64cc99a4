import { Command } from 'commander'
import { UserError } from '../../errors.ts'
import type { ColorChoice, Io } from '../io.ts'

/** The options as commander hands them over. */
export interface VerifyOptions {
  readonly config?: string
  /** False with `--no-services`. */
  readonly services?: boolean
  readonly certify?: boolean
  readonly allowUser?: boolean
  /** True where `--receipt` stands alone. */
  readonly receipt?: string | true
  readonly renew?: boolean
  readonly json?: boolean
  readonly color: ColorChoice
}

const help = `
Examples:
  laststage verify app:old app:new              do both behave alike?
  laststage verify app:old app:new --certify    on the same files, too?
  laststage verify --receipt                    is what was proved still true?
  laststage verify --receipt --renew            prove it again

Both images have to be in the engine's store; observing runs them, in
containers with limits. --receipt alone reads files only: no engine, no network.

Exit codes: 0 equivalent or fresh, 1 different, inconclusive or stale.`

/** `laststage verify`: its options, and where its work begins. */
export function verifyCommand(io: Io, setCode: (code: number) => void): Command {
  return new Command('verify')
    .summary('prove that two images behave alike, or that a proof still holds')
    .description(
      'Observes two images under the same probes and tells whether they behave alike. With --receipt, tells whether ' +
        'what was proved earlier is still what stands there, and which input changed.',
    )
    .argument('[original]', 'the image that is right')
    .argument('[candidate]', 'the image that should behave as it does')
    .option('--config <path>', 'the probes (default: laststage.yaml of the current folder)')
    .option(
      '--no-services',
      'observe the images alone, without what laststage.yaml or the Compose file starts beside',
    )
    .option('--certify', 'also trace the original, and compare the files it uses and the configuration')
    .option('--allow-user', 'a candidate without root is no difference')
    .option('--receipt [path]', 'check a receipt (default: laststage.receipt.json)')
    .option('--renew', 'with --receipt: build and prove again, and write the receipt anew')
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (original: string | undefined, candidate: string | undefined, options: VerifyOptions) => {
      if (options.receipt !== undefined) {
        if (original !== undefined) throw mixed()
        const { runVerifyReceipt } = await import('../verify/run-verify-receipt.ts')
        setCode(await runVerifyReceipt(options.receipt, options, io))
        return
      }
      if (original === undefined || candidate === undefined) throw twoImages()
      if (options.renew === true) throw new UserError('renew-alone', '--renew goes with --receipt')
      const { runVerify } = await import('../verify/run-verify.ts')
      setCode(await runVerify(original, candidate, options, io))
    })
}

function mixed(): UserError {
  const hint = 'Name the receipt right after it: --receipt path/laststage.receipt.json'
  return new UserError('receipt-and-images', '--receipt and images exclude each other', hint)
}

function twoImages(): UserError {
  const hint = 'laststage verify app:old app:new, or laststage verify --receipt'
  return new UserError('two-images', 'verify needs two images, or --receipt', hint)
}
