import type { DockerCli, Environment } from './cli.ts'

/**
 * Whether ports that the engine publishes on its loopback are on ours. On an engine elsewhere they are not, and nothing
 * is published beyond loopback: the container then has no address, which is told once.
 */
export function loopbackCheck(
  cli: DockerCli,
  env: Environment,
  onNotice: (text: string) => void,
): () => Promise<boolean> {
  let answer: Promise<boolean> | undefined
  const look = async () => {
    const endpoint = env['DOCKER_HOST'] || (await currentEndpoint(cli))
    if (isLocal(endpoint)) return true
    onNotice(`The engine is on another machine (${endpoint}): its containers cannot be reached from here.`)
    return false
  }
  return () => {
    answer ??= look()
    return answer
  }
}

async function currentEndpoint(cli: DockerCli): Promise<string> {
  const format = '{{.Endpoints.docker.Host}}'
  return (await cli.run('read the Docker context', ['context', 'inspect', '--format', format])).trim()
}

/** A socket, a named pipe, or an address of this machine. */
export function isLocal(endpoint: string): boolean {
  if (!/^(?:tcp|https?|ssh):\/\//.test(endpoint)) return true
  const host = endpoint.replace(/^\w+:\/\/(?:[^@/]*@)?/, '').replace(/(?::\d+)?(?:\/.*)?$/, '')
  return /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/.test(host)
}
