import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const ours = ['--filter', 'label=dev.laststage']

/** What a process left on the engine and on disk; empty once everything is removed. */
export async function leftOf(pid: number, temporary: string = tmpdir()): Promise<readonly string[]> {
  const owned = [...ours, '--format', '{{.ID}} {{.Label "dev.laststage.owner"}}']
  const containers = await docker('ps', '--all', ...owned)
  const volumes = await docker('volume', 'ls', ...ours, '--format', '{{.Name}} {{.Labels}}')
  const networks = await docker('network', 'ls', ...owned)
  const images = await docker('images', ...ours, '--format', '{{.Repository}}:{{.Tag}}')
  const owners: string[] = []
  for (const image of images) {
    owners.push(
      ...(await call('image', 'inspect', '--format', '{{json .Config.Labels}}', image).catch(() => [])),
    )
  }
  const folders = await readdir(temporary)
  return [
    ...[...containers, ...volumes, ...networks, ...owners].filter(line => line.includes(`/${pid}/`)),
    ...folders.filter(folder => folder.startsWith(`laststage-${pid}-`)),
  ]
}

const attempts = 10

/** Docker's answer in lines. A list fails now and then while another process removes what is listed: asked again. */
export async function docker(...args: readonly string[]): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(...args)
    } catch (error) {
      if (attempt === attempts) throw error
      await sleep(500)
    }
  }
}

async function call(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('docker', args)
  return stdout.split('\n').filter(line => line !== '')
}
