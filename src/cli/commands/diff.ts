import { Command } from 'commander'
import type { ColorChoice, Io } from '../io.ts'
import { addReportOptions, type ReportOptions } from '../reports/options.ts'

/** The options as commander hands them over. */
export interface DiffOptions extends ReportOptions {
  readonly platform?: string
  readonly cache?: boolean
  /** Has trivy or grype of this machine look at both. */
  readonly scan?: boolean
  readonly interactive?: boolean
  readonly json?: boolean
  readonly color: ColorChoice
}

const help = `
Examples:
  laststage diff app:main app:pr-42
  laststage diff app:main app:pr-42 -i   look around in both, with keys
  laststage diff app:main app:pr-42 --report diff.html --markdown comment.md
  laststage diff docker://ghcr.io/me/app:1 docker://ghcr.io/me/app:2
  laststage diff app:main app:pr-42 --scan
  laststage diff before.tar after.tar --json | jq .culprits

Each is a reference, docker://REFERENCE for its registry, a tar of docker save,
or an OCI layout, as for measure.`

/** `laststage diff`: its options, and where its work begins. */
export function diffCommand(io: Io): Command {
  const command = new Command('diff')
    .summary('compare what two images hold')
    .description(
      'Shows what was added, removed, grown and changed between two images: by layer, owner, package, folder and ' +
        'file, with the instruction that growth comes from.',
    )
    .argument('<before>', 'the image to compare with')
    .argument('<after>', 'the image to compare')
    .option('--platform <os/arch>', 'which image, where there are several')
    .option('--no-cache', 'unpack all layers, known from before or not')
    .option('-i, --interactive', 'look around: the tree of both, what differs, who owns it, search')
    .option('--scan', 'also compare known vulnerabilities, by trivy or grype where one is installed')
    .option('--json', 'print one JSON object on stdout')
  return addReportOptions(command)
    .addHelpText('after', help)
    .action(async (before: string, after: string, options: DiffOptions) => {
      const { runDiff } = await import('../images/run-diff.ts')
      await runDiff(before, after, options, io)
    })
}
