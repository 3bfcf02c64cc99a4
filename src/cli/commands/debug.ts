import { Command } from 'commander'
import type { Io } from '../io.ts'

/** The options as commander hands them over. */
export interface DebugOptions {
  readonly image: string
}

const help = `
Examples:
  laststage debug web                          a shell beside the container web
  laststage debug web -- ps                    one command: the processes of web
  laststage debug web -- wget -qO- localhost:8080/health
  laststage debug web --image nicolaka/netshoot

The toolbox shares processes and network with the container; the container's
files are in /proc/1/root. It is removed when you leave it.`

/** `laststage debug`: its options, and where its work begins. */
export function debugCommand(io: Io, setCode: (code: number) => void): Command {
  return new Command('debug')
    .summary('open a toolbox beside a running container that has no shell')
    .description(
      'Starts a container with tools in the process and network namespaces of a running one, on plain Docker. ' +
        'Nothing is put into the container that is looked at.',
    )
    .argument('<container>', 'name or id, as docker ps shows it')
    .argument('[command...]', 'what to run in place of a shell; after --')
    .option('--image <image>', 'the toolbox; fetched where it is not in the store', 'busybox:1.37')
    .addHelpText('after', help)
    .action(async (container: string, command: string[], options: DebugOptions) => {
      const { runToolbox } = await import('../../engines/docker/toolbox.ts')
      setCode(
        await runToolbox({
          container,
          command,
          image: options.image,
          terminal: io.ask !== undefined,
          env: io.env,
          signal: io.signal,
          onNotice: text => io.stderr.write(`${text}\n`),
        }),
      )
    })
}
