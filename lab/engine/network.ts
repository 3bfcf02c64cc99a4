import { writeFile } from 'node:fs/promises'
import { run, tryRun } from '../host/run.ts'
import type { LabPaths } from '../lab-paths.ts'
import { chooseSubnet, type Subnet, subnetOfGateway } from './subnet.ts'

/** Makes the lab's bridge and lets its containers out; what is there already stays. */
export async function raiseNetwork(paths: LabPaths): Promise<Subnet> {
  const subnet = (await existingSubnet(paths)) ?? (await addBridge(paths))
  await run('ip', ['link', 'set', paths.bridge, 'up'])
  await writeFile('/proc/sys/net/ipv4/ip_forward', '1')
  for (const rule of rulesFor(subnet.pool)) await addRule(rule)
  return subnet
}

/** Removes the bridge and every rule that names the lab's addresses. Answers whether there was one. */
export async function dropNetwork(paths: LabPaths): Promise<boolean> {
  const subnet = await existingSubnet(paths)
  if (subnet === undefined) return false
  for (const rule of rulesFor(subnet.pool)) await dropRule(rule)
  await run('ip', ['link', 'delete', paths.bridge])
  return true
}

/** The subnet of the lab's bridge, where it exists. */
export async function existingSubnet(paths: LabPaths): Promise<Subnet | undefined> {
  const shown = await tryRun('ip', ['-o', '-4', 'addr', 'show', 'dev', paths.bridge])
  const gateway = /inet (\d+\.\d+\.\d+\.\d+)\//.exec(shown.stdout)?.[1]
  return gateway === undefined ? undefined : subnetOfGateway(gateway)
}

async function addBridge(paths: LabPaths): Promise<Subnet> {
  // Left without an address by a run that was ended half way.
  await tryRun('ip', ['link', 'delete', paths.bridge])
  const subnet = chooseSubnet(paths.id, await run('ip', ['-4', 'route', 'show', 'table', 'all']))
  await run('ip', ['link', 'add', paths.bridge, 'type', 'bridge'])
  await run('ip', ['addr', 'add', `${subnet.gateway}/24`, 'dev', paths.bridge])
  return subnet
}

interface FilterRule {
  readonly table: 'nat' | 'filter'
  readonly chain: string
  readonly match: readonly string[]
}

/** The engine runs with iptables off, since it would take over the chains of any other Docker; these stand in. */
function rulesFor(pool: string): FilterRule[] {
  return [
    { table: 'nat', chain: 'POSTROUTING', match: ['-s', pool, '!', '-d', pool, '-j', 'MASQUERADE'] },
    { table: 'filter', chain: 'FORWARD', match: ['-s', pool, '-j', 'ACCEPT'] },
    { table: 'filter', chain: 'FORWARD', match: ['-d', pool, '-j', 'ACCEPT'] },
  ]
}

async function addRule(rule: FilterRule): Promise<void> {
  const present = await tryRun('iptables', ['-w', '-t', rule.table, '-C', rule.chain, ...rule.match])
  if (!present.ok) await run('iptables', ['-w', '-t', rule.table, '-I', rule.chain, '1', ...rule.match])
}

async function dropRule(rule: FilterRule): Promise<void> {
  let again = true
  while (again)
    again = (await tryRun('iptables', ['-w', '-t', rule.table, '-D', rule.chain, ...rule.match])).ok
}
