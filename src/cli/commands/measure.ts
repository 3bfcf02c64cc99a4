import { Command } from 'commander'
import type { ColorChoice, Io } from '../io.ts'
import { addReportOptions, type ReportOptions } from '../reports/options.ts'

/** The options as commander hands them over. */
export interface MeasureOptions extends ReportOptions {
  readonly base?: string
  /** False: an image in a registry is told by its manifest and configuration alone. */
  readonly contents: boolean
  readonly platform?: string
  readonly cache?: boolean
  readonly interactive?: boolean
  /** A CycloneDX document; `-` is standard output, in the answer's place. */
  readonly sbom?: string
  readonly json?: boolean
  readonly color: ColorChoice
}

const help = `
Examples:
  laststage measure app:1.2            an image of the engine
  laststage measure app:1.2 -i         look around in it, with keys
  laststage measure app.tar            a file of docker save, compressed or not
  laststage measure oci-layout/        an OCI layout, as a folder or a tar
  docker save app:1.2 | laststage measure -
  laststage measure docker://node:22-slim   straight from its registry
  laststage measure docker://node:22-slim --no-contents
  laststage measure app:1.2 --base node:22-slim
  laststage measure app.tar --report app.html
  laststage measure app:1.2 --sbom app.cdx.json
  laststage measure app.tar --json | jq .waste.bytes

Nothing is executed, and only an image of the engine needs one.`

/** `laststage measure`: its options, and where its work begins. */
export function measureCommand(io: Io): Command {
  const command = new Command('measure')
    .summary('show where the bytes of an image went')
    .description(
      'Reads an image, each layer once, and shows its layers with their instructions, what they waste and who is to ' +
        'blame, the largest folders, files and packages, and what an attacker finds in it.',
    )
    .argument(
      '<image>',
      'a reference, docker://REFERENCE for its registry, a tar, an OCI layout, or - for standard input',
    )
    .option('--base <image>', 'the base image, whose layers are told apart (like <image>)')
    .option('--platform <os/arch>', 'which image, where there are several')
    .option('--no-cache', 'unpack all layers, known from before or not')
    .option(
      '--no-contents',
      'of docker://IMAGE: only what manifest and configuration tell; no layer is fetched',
    )
    .option('-i, --interactive', 'look around: layers, the tree of files, search, waste')
    .option(
      '--sbom <file>',
      'also write its packages as a bill of materials (CycloneDX 1.6); - prints it in place of the answer',
    )
    .option('--json', 'print one JSON object on stdout')
  return addReportOptions(command)
    .addHelpText('after', help)
    .action(async (image: string, options: MeasureOptions) => {
      const { runMeasure } = await import('../images/run-measure.ts')
      await runMeasure(image, options, io)
    })
}
