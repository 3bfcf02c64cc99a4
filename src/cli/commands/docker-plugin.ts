import { Argument, Command } from 'commander'
import type { Io } from '../io.ts'

const help = `
Examples:
  laststage docker-plugin install
  docker laststage check
  docker --context build laststage optimize .
  laststage docker-plugin uninstall

It writes one file, docker-laststage in ~/.docker/cli-plugins, or in the
cli-plugins of DOCKER_CONFIG. Another file of that name is left alone.`

/** `laststage docker-plugin`: its argument, and where its work begins. */
export function dockerPluginCommand(io: Io): Command {
  return new Command('docker-plugin')
    .summary('make `docker laststage` work')
    .description('Adds laststage to the commands of the Docker CLI, or takes it out again.')
    .addArgument(new Argument('<action>', 'what to do').choices(['install', 'uninstall']))
    .addHelpText('after', help)
    .action(async (action: 'install' | 'uninstall') => {
      const { runDockerPlugin } = await import('../docker-plugin/run-docker-plugin.ts')
      runDockerPlugin(action, io)
    })
}
