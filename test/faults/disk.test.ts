import { cp, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, afterEach, expect, test, vi } from 'vitest'
import { stubDocker } from '../engines/docker/stub-docker.ts'
import { fingerprint } from './fingerprint.ts'
import { spawnLaststage } from './spawn.ts'

/** A limit on file sizes of nothing is a full disk that needs no rights: a file can be made, and not be filled. */
const fullDisk = 'ulimit -f 0'

// The machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-disk-'))
  await cp('examples/go-hello', join(folder, 'app'), { recursive: true })
  await mkdir(join(folder, 'tmp'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Node's own, which any program of Node's leaves. */
const leftIn = async (path: string): Promise<readonly string[]> =>
  (await readdir(join(folder, path))).filter(name => name !== 'node-compile-cache')

async function onFullDisk(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const before = await fingerprint(join(folder, 'app'))
  const result = await spawnLaststage(args, {
    cwd: folder,
    env: { ...env, TMPDIR: join(folder, 'tmp') },
    after: fullDisk,
  })
  expect(await fingerprint(join(folder, 'app'))).toEqual(before)
  expect(await leftIn('tmp')).toEqual([])
  expect(result.stderr).not.toContain('laststage has a bug')
  return result
}

test('--out to a full disk: nothing half written, no folder left', async () => {
  const result = await onFullDisk(['optimize', 'app', '--static', '--out', 'new/proposed'])
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toMatch(
    /^error: \S+\/new\/proposed\/Dockerfile: the limit on file sizes is reached .*\n {2}hint: /,
  )
  expect(await leftIn('.')).toEqual(['app', 'tmp'])
})

test('--write on a full disk: the old file stays, and no backup is half there', async () => {
  const result = await onFullDisk(['optimize', 'app', '--static', '--write', '--unverified'])
  expect(result.code).toBe(1)
  expect(result.stderr).toContain('app/Dockerfile: the limit on file sizes is reached')
})

test('no room for temporary files: told before anything is built, and none is left', async () => {
  const { env } = await stubDocker('exit 0')
  const result = await onFullDisk(['optimize', 'app'], env)
  expect(result).toMatchObject({ code: 1, stdout: '' })
  expect(result.stderr).toMatch(/\nerror: \S+\/tmp\/laststage-\S+: the limit on file sizes is reached/)
  expect(result.stderr).toContain('TMPDIR names another place')
})

test('a TMPDIR that is not there', async () => {
  const { env } = await stubDocker('exit 0')
  const result = await spawnLaststage(['optimize', 'app'], {
    cwd: folder,
    env: { ...env, TMPDIR: join(folder, 'app', 'Dockerfile') },
  })
  expect(result).toMatchObject({ code: 2, stdout: '' })
  expect(result.stderr).toMatch(/error: no temporary folder can be made in \S+\n {2}hint: Set TMPDIR/)
})

test.runIf(process.platform === 'linux')('an answer that cannot be written is told', async () => {
  const result = await spawnLaststage(['optimize', 'app', '--static', '--json'], {
    cwd: folder,
    after: 'exec >/dev/full',
  })
  expect(result.code).toBe(1)
  expect(result.stderr).toMatch(/^error: standard output: the disk is full\n {2}hint: /m)
  expect(result.stderr).not.toMatch(/\n +at /)
})
