import { Command } from 'commander'
import type { ColorChoice, Io } from '../io.ts'

/** The options as commander hands them over. */
export interface DoctorOptions {
  /** The record of a budget that was checked. */
  readonly gate?: string
  readonly json?: boolean
  readonly color: ColorChoice
}

const help = `
Examples:
  laststage doctor
  laststage doctor --gate budget.json      in CI, in a later step or job
  laststage doctor --json | jq '.checks[] | select(.status != "ok")'

It builds a few images of some bytes, asks the registry for one manifest, and
changes nothing.`

/** `laststage doctor`: its options, and where its work begins. */
export function doctorCommand(io: Io, setCode: (code: number) => void): Command {
  return new Command('doctor')
    .summary('tell what this machine can do, and what to do about the rest')
    .description(
      'Tries the engine, what its builder understands, the registry, proxy, disk and rights, and says what to do ' +
        'about what does not work.',
    )
    .option(
      '--gate <file>',
      'only tell whether `budget check --record FILE` ran in this CI run, and was kept',
    )
    .option('--json', 'print one JSON object on stdout')
    .addHelpText('after', help)
    .action(async (options: DoctorOptions) => {
      if (options.gate !== undefined) {
        const { runGate } = await import('../doctor/run-gate.ts')
        setCode(await runGate(options.gate, options, io))
        return
      }
      const { runDoctor } = await import('../doctor/run-doctor.ts')
      setCode(await runDoctor(options, io))
    })
}
