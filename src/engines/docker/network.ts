import { access } from 'node:fs/promises'
import type { DockerCli } from './cli.ts'
import type { Run } from './run.ts'

/**
 * The run's network without a way out, and how this process reaches a container on it.
 *
 * `direct`: an internal bridge. It has no default route, so nothing beyond the bridge can be reached, and Docker
 * publishes no port on it; but where the engine shares this machine's network, the bridge is an interface of the
 * machine, and the container's own address answers. Services that the machine itself offers on the bridge's gateway
 * address stay reachable from the container: Docker has no switch for that, and the firewall is the user's.
 *
 * `published`: where the engine lives in a virtual machine (Docker Desktop) or a namespace (rootless), an ordinary
 * bridge without masquerading. Ports can be published; packets that leave carry a private address, to which on most
 * networks no answer finds its way. That is less than none at all, so a notice says it.
 */
export interface ClosedNetwork {
  readonly name: string
  readonly reach: 'direct' | 'published'
}

export type ClosedNetworks = () => Promise<ClosedNetwork>

/** Made when first asked for, once per run. */
export function closedNetworks(
  cli: DockerCli,
  run: Run,
  onNotice: (text: string) => void,
  sharesOurNetwork: (networkId: string) => Promise<boolean> = hasBridge,
): ClosedNetworks {
  let made: Promise<ClosedNetwork> | undefined
  const make = async (): Promise<ClosedNetwork> => {
    const name = run.nextName()
    const id = await create(cli, ['--internal', ...run.labelArgs, name])
    if (await sharesOurNetwork(id)) return { name, reach: 'direct' }
    await cli.run('remove a network', ['network', 'rm', name])
    onNotice(
      'The engine does not share the network of this machine: containers run on a bridge without masquerading, which hinders connections to the outside but does not rule them out.',
    )
    const open = run.nextName()
    await create(cli, [
      '--opt',
      'com.docker.network.bridge.enable_ip_masquerade=false',
      ...run.labelArgs,
      open,
    ])
    return { name: open, reach: 'published' }
  }
  return () => {
    made ??= make()
    return made
  }
}

async function create(cli: DockerCli, args: readonly string[]): Promise<string> {
  const printed = await cli.run('create a network', ['network', 'create', '--driver', 'bridge', ...args])
  return printed.trim()
}

/** Docker names a bridge after the first twelve digits of its network's id. */
async function hasBridge(networkId: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  return access(`/sys/class/net/br-${networkId.slice(0, 12)}`).then(
    () => true,
    () => false,
  )
}
