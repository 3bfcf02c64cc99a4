import type { Builder } from '../engine.ts'
import { tempFolder } from '../temp-folder.ts'
import type { DockerCli } from './cli.ts'
import { readContainer } from './inspect.ts'
import type { Run } from './run.ts'

/** Small, and its programs can pass connections on. */
const base = 'busybox:1.37'

/** An image of this run for relays; undefined where its base cannot be had. */
export async function relayImage(build: Builder['build']): Promise<string | undefined> {
  const context = await tempFolder()
  try {
    const request = {
      context: context.path,
      dockerfile: `FROM ${base}\n`,
      dockerfileName: 'relay.Dockerfile',
    }
    return (await build(request)).image
  } catch {
    return undefined
  } finally {
    await context.remove()
  }
}

export interface Relay {
  readonly id: string
  /** On the engine's loopback. */
  readonly hostPort: number
}

/**
 * Starts a container that stands on both the engine's open bridge and the closed network, and passes connections to a
 * port that it publishes on loopback on to the same port of `host`. Nothing goes the other way: it only listens.
 */
export async function openRelay(
  cli: DockerCli,
  run: Run,
  at: { readonly image: string; readonly network: string; readonly host: string; readonly port: number },
): Promise<Relay> {
  const what = 'open a way to a container'
  const { image, network, host, port } = at
  const limits = ['--memory', '64m', '--pids-limit', '512', '--pull', 'never']
  const publish = ['--publish', `127.0.0.1::${port}/tcp`]
  const name = ['--name', run.nextName(), ...run.labelArgs]
  const command = ['sh', '-c', passOn(host, port)]
  const id = (await cli.run(what, ['create', ...name, ...limits, ...publish, image, ...command])).trim()
  await cli.run(what, ['network', 'connect', network, id])
  await cli.run(what, ['start', id])
  const { NetworkSettings } = readContainer(await cli.run(what, ['container', 'inspect', id]))
  return { id, hostPort: Number(NetworkSettings.Ports?.[`${port}/tcp`]?.[0]?.HostPort) }
}

/** Which of these a busybox knows depends on who built it: its own images have the first, Debian's the second. */
function passOn(host: string, port: number): string {
  const to = `nc ${host} ${port}`
  return `tcpsvd -c 200 -b 50 0 ${port} ${to} || nc -ll -p ${port} -e ${to} || exec nc -lk -p ${port} -e ${to}`
}
