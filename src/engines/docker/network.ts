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
 * `relayed`: where the engine lives in a virtual machine (Docker Desktop) or a namespace (rootless), the same bridge, and
 * for each port a small container between it and a port on loopback.
 *
 * `published`: where the image for that cannot be had, an ordinary bridge without masquerading. Ports can be published;
 * packets that leave carry a private address, to which on most networks no answer finds its way. That is less than none
 * at all, so a notice says it.
 */
export type ClosedNetwork =
  | { readonly name: string; readonly reach: 'direct' }
  | { readonly name: string; readonly reach: 'published' }
  | { readonly name: string; readonly reach: 'relayed'; readonly relayImage: string }

export type ClosedNetworks = () => Promise<ClosedNetwork>

export interface NetworkNeeds {
  /** An image for relays, made when first needed. */
  readonly relayImage: () => Promise<string | undefined>
  /** Whether a bridge of the engine is an interface of this machine. */
  readonly sharesOurNetwork: (networkId: string) => Promise<boolean>
  readonly onNotice: (text: string) => void
}

/** Made when first asked for, once per run. */
export function closedNetworks(cli: DockerCli, run: Run, needs: NetworkNeeds): ClosedNetworks {
  let made: Promise<ClosedNetwork> | undefined
  return () => {
    made ??= make(cli, run, needs)
    return made
  }
}

async function make(cli: DockerCli, run: Run, needs: NetworkNeeds): Promise<ClosedNetwork> {
  const name = run.nextName()
  const id = await create(cli, ['--internal', ...run.labelArgs, name])
  if (await needs.sharesOurNetwork(id)) return { name, reach: 'direct' }
  const relayImage = await needs.relayImage()
  if (relayImage !== undefined) return { name, reach: 'relayed', relayImage }
  await cli.run('remove a network', ['network', 'rm', name])
  needs.onNotice(
    'The engine does not share the network of this machine: containers run on a bridge without masquerading, which hinders connections to the outside but does not rule them out.',
  )
  const open = run.nextName()
  const option = 'com.docker.network.bridge.enable_ip_masquerade=false'
  await create(cli, ['--opt', option, ...run.labelArgs, open])
  return { name: open, reach: 'published' }
}

async function create(cli: DockerCli, args: readonly string[]): Promise<string> {
  const printed = await cli.run('create a network', ['network', 'create', '--driver', 'bridge', ...args])
  return printed.trim()
}

/** Docker names a bridge after the first twelve digits of its network's id. */
export async function hasBridge(networkId: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  return access(`/sys/class/net/br-${networkId.slice(0, 12)}`).then(
    () => true,
    () => false,
  )
}
