import { setTimeout } from 'node:timers/promises'
import { tryRun } from '../../lab/host/run.ts'
import type { OwnRequest, OwnTest } from './own-test.ts'

/**
 * What of an app's own test an image meets, asked with plain `docker run` and `fetch`: a second opinion that shares
 * nothing with laststage's own probes.
 */
export async function metBy(image: string, { env, prints, http }: OwnTest): Promise<readonly string[]> {
  const variables = Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`])
  const started = await tryRun('docker', ['run', '--detach', ...variables, image])
  if (!started.ok) return []
  const container = started.stdout.trim()
  try {
    const address = await tryRun('docker', [
      'inspect',
      '--format',
      '{{.NetworkSettings.IPAddress}}',
      container,
    ])
    const answered = await Promise.all(http.map(request => isMet(address.stdout.trim(), request)))
    const requests = http.filter((_, index) => answered[index]).map(nameOf)
    return [...requests, ...(await printed(container, prints))]
  } finally {
    await tryRun('docker', ['rm', '--force', '--volumes', container])
  }
}

const nameOf = ({ path, status, contains }: OwnRequest): string =>
  `${path} ${status}${contains === undefined ? '' : ` "${contains}"`}`

const TRIES = 40

async function isMet(address: string, { path, port, status, contains }: OwnRequest): Promise<boolean> {
  for (let left = TRIES; left > 0; left--) {
    const response = await fetch(`http://${address}:${port}${path}`).catch(() => undefined)
    if (response !== undefined) {
      const body = await response.text()
      return response.status === status && (contains === undefined || body.includes(contains))
    }
    await setTimeout(500)
  }
  return false
}

async function printed(container: string, prints: readonly string[]): Promise<readonly string[]> {
  let met: readonly string[] = []
  for (let left = TRIES; left > 0 && met.length < prints.length; left--) {
    // Asked before the log is read: what a program says last would else be missed.
    const state = await tryRun('docker', ['inspect', '--format', '{{.State.Running}}', container])
    const { output } = await tryRun('docker', ['logs', container])
    met = prints.filter(text => output.includes(text))
    if (state.stdout.trim() !== 'true') break
    await setTimeout(500)
  }
  return met
}
