import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runToolbox, type ToolboxRequest } from '../../../src/engines/docker/toolbox.ts'
import { stubDocker } from './stub-docker.ts'

interface Stub {
  /** What `docker container inspect` tells; absent: no such container. */
  readonly state?: { readonly Running: boolean; readonly Pid?: number }
  readonly pidMode?: string
  readonly hasImage?: boolean
  readonly pull?: number
  readonly run?: number
}

/** Runs a toolbox against a `docker` that answers as told, and writes down what it was asked. */
async function debug(stub: Stub, more: Partial<ToolboxRequest> = {}) {
  const { state, pidMode = '', hasImage = true, pull = 0, run = 0 } = stub
  const told = JSON.stringify([
    {
      Id: 'abc123',
      Name: '/web',
      State: { Pid: 4711, ...state },
      HostConfig: { PidMode: pidMode },
    },
  ])
  const { env, folder } = await stubDocker(`
echo "$*" >> "$CALLS"
case "$1 $2" in
  'container inspect') ${state === undefined ? "echo 'Error: No such container: web' >&2; exit 1" : `echo '${told}'`} ;;
  'image inspect') exit ${hasImage ? 0 : 1} ;;
  'pull '*) ${pull === 0 ? ':' : 'echo "Error response from daemon: pull access denied" >&2'}; exit ${pull} ;;
  'run '*) exit ${run} ;;
esac
`)
  const notices: string[] = []
  const calls = async () =>
    (await readFile(join(folder, 'calls'), 'utf8').catch(() => '')).split('\n').filter(line => line !== '')
  const code = runToolbox({
    container: 'web',
    image: 'busybox:1.37',
    command: [],
    terminal: false,
    env: { ...env, CALLS: join(folder, 'calls') },
    signal: new AbortController().signal,
    onNotice: text => notices.push(text),
    ...more,
  })
  return { code, calls, notices }
}

const running = { Running: true }

test('the toolbox shares processes and network, sees the files, and is removed', async () => {
  const { code, calls, notices } = await debug({ state: running, run: 7 })
  expect(await code).toBe(7)
  const made = await calls()
  const run = made.find(call => call.startsWith('run ')) ?? ''
  expect(run).toContain('--pid container:abc123 --network container:abc123')
  expect(run).toContain('--rm --interactive --name')
  expect(run).toContain('--env ROOT=/proc/1/root --entrypoint sh busybox:1.37')
  expect(run).toContain('--label dev.laststage=1')
  expect(run).not.toContain('--tty')
  const name = /--name (\S+)/.exec(run)?.[1]
  expect(made.at(-1)).toBe(`rm --force ${name}`)
  expect(notices.join()).toContain('Beside web: its files are in /proc/1/root')
})

test('a terminal is passed on, and a command takes the place of the shell', async () => {
  const { code, calls, notices } = await debug(
    { state: running },
    { terminal: true, command: ['ls', '-l', '/proc/1/root'], image: 'tools' },
  )
  expect(await code).toBe(0)
  const run = (await calls()).find(call => call.startsWith('run ')) ?? ''
  expect(run).toContain('--interactive --tty')
  expect(run).toMatch(/--entrypoint ls tools -l \/proc\/1\/root$/)
  expect(notices).toEqual([])
})

test('beside a container that has the host’s processes, its own number counts', async () => {
  const { code, calls } = await debug({ state: running, pidMode: 'host' })
  await code
  expect((await calls()).join('\n')).toContain('ROOT=/proc/4711/root')
})

test.each<[string, Stub, string]>([
  ['no such container', {}, 'there is no container web'],
  ['one that ended', { state: { Running: false } }, 'web does not run'],
  ['one inside another’s processes', { state: running, pidMode: 'container:db' }, 'those of container:db'],
])('%s: a clear error, and nothing is started', async (_, stub, message) => {
  const { code, calls } = await debug(stub)
  await expect(code).rejects.toThrow(message)
  expect((await calls()).filter(call => call.startsWith('run '))).toEqual([])
})

test('an image that is not in the store is fetched, or another one is asked for', async () => {
  const fetched = await debug({ state: running, hasImage: false })
  expect(await fetched.code).toBe(0)
  expect(await fetched.calls()).toContain('pull --quiet busybox:1.37')
  const denied = await debug({ state: running, hasImage: false, pull: 1 })
  await expect(denied.code).rejects.toMatchObject({ hint: expect.stringContaining('--image NAME') })
})
