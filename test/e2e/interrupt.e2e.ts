import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { expect, test, vi } from 'vitest'
import { laststage } from './laststage.ts'

/** What a process left on the engine and on disk; empty once everything is removed. */
async function leftOf(pid: number): Promise<readonly string[]> {
  const filter = ['--filter', 'label=dev.laststage', '--format', '{{.ID}} {{.Label "dev.laststage.owner"}}']
  const containers = await docker('ps', '--all', ...filter)
  const volumes = await docker(
    'volume',
    'ls',
    '--filter',
    'label=dev.laststage',
    '--format',
    '{{.Name}} {{.Labels}}',
  )
  const networks = await docker('network', 'ls', ...filter)
  const images = await docker(
    'images',
    '--filter',
    'label=dev.laststage',
    '--format',
    '{{.Repository}}:{{.Tag}}',
  )
  const owners: string[] = []
  for (const image of images) {
    owners.push(
      ...(await docker('image', 'inspect', '--format', '{{json .Config.Labels}}', image).catch(() => [])),
    )
  }
  const folders = await readdir(tmpdir())
  return [
    ...[...containers, ...volumes, ...networks, ...owners].filter(line => line.includes(`/${pid}/`)),
    ...folders.filter(folder => folder.startsWith(`laststage-${pid}-`)),
  ]
}

async function docker(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)('docker', args)
  return stdout.split('\n').filter(line => line !== '')
}

test('what is left would be seen', async () => {
  const name = 'laststage-interrupt-test'
  await docker(
    'volume',
    'create',
    '--label',
    'dev.laststage=1',
    '--label',
    `dev.laststage.owner=here/${process.pid}/x/1`,
    name,
  )
  try {
    expect(await leftOf(process.pid)).toHaveLength(1)
  } finally {
    await docker('volume', 'rm', name)
  }
  expect(await leftOf(process.pid)).toEqual([])
})

test.each([
  ['while the original is built', /building original \[/],
  ['while a candidate is observed', /proving \S+ original/],
])('Ctrl-C %s leaves nothing of ours', async (_, moment) => {
  let pid = 0
  const result = await laststage(
    ['optimize', 'examples/go-hello', '--strategy', 'staged'],
    (stderr, child) => {
      if (pid !== 0 || !moment.test(stderr)) return
      pid = child.pid ?? 0
      child.kill('SIGINT')
    },
  )
  expect(pid).toBeGreaterThan(0)
  expect(result.code).toBe(130)
  expect(result.stderr).toContain('Interrupted.')
  expect(result.stderr).not.toContain('laststage has a bug')
  expect(result.stdout).toBe('')
  // The engine may take a moment to forget what it was told to remove.
  await vi.waitFor(async () => expect(await leftOf(pid)).toEqual([]), { timeout: 30_000, interval: 500 })
})
