import { cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { stubDocker } from '../engines/docker/stub-docker.ts'
import { fingerprint } from './fingerprint.ts'
import { type Ended, spawnLaststage } from './spawn.ts'

// Each test starts the command more than once, on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 })

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-killed-'))
  await cp('examples/go-hello', join(folder, 'app'), { recursive: true })
  await mkdir(join(folder, 'tmp'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

const ourTemporaries = async (): Promise<readonly string[]> =>
  (await readdir(join(folder, 'tmp'))).filter(name => name.startsWith('laststage-'))

/** A build that never ends, and tells its process id. */
const endlessBuild = (): string =>
  `case "$*" in buildx*) echo $$ > '${folder}/build.pid'; mv '${folder}/build.pid' '${folder}/build'; while :; do sleep 1; done;; esac`

/** Gone, or ended and not yet waited for by whoever inherited it. */
async function runs(pid: string): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  return stat !== '' && !/\) [ZX] /.test(stat)
}

async function signalledInBuild(
  env: NodeJS.ProcessEnv,
  signal: NodeJS.Signals,
): Promise<Ended & { build: string }> {
  let build = ''
  const waiting = { begun: false }
  const result = await spawnLaststage(['optimize', 'app'], {
    cwd: folder,
    env: { ...env, TMPDIR: join(folder, 'tmp') },
    onStderr: (all, child) => {
      if (waiting.begun || !all.includes('building original')) return
      waiting.begun = true
      const looking = setInterval(() => {
        void readFile(join(folder, 'build'), 'utf8')
          .catch(() => '')
          .then(pid => {
            if (pid === '' || build !== '') return false
            build = pid.trim()
            clearInterval(looking)
            return child.kill(signal)
          })
      }, 50)
    },
  })
  return { ...result, build }
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s in a build leaves nothing', async signal => {
  const { env } = await stubDocker(endlessBuild())
  const before = await fingerprint(join(folder, 'app'))
  const result = await signalledInBuild(env, signal)
  expect(result).toMatchObject({ code: 130, stdout: '', stderr: expect.stringContaining('Interrupted.') })
  expect(await ourTemporaries()).toEqual([])
  expect(await fingerprint(join(folder, 'app'))).toEqual(before)
  await vi.waitFor(async () => expect(await runs(result.build)).toBe(false), {
    timeout: 60_000,
    interval: 100,
  })
})

test.runIf(process.platform === 'linux')(
  'what SIGKILL left, the next run ends and removes: the build that went on, and its folders',
  async () => {
    const { env } = await stubDocker(endlessBuild())
    const before = await fingerprint(join(folder, 'app'))
    const killed = await signalledInBuild(env, 'SIGKILL')
    expect(killed.code).toBeNull()
    // Whether it still runs is not asked: any other run on this machine may have ended it by now.
    expect(killed.build).not.toBe('')
    expect(await ourTemporaries()).not.toEqual([])

    const { env: working } = await stubDocker('exit 1')
    const next = await spawnLaststage(['optimize', 'app'], {
      cwd: folder,
      env: { ...working, TMPDIR: join(folder, 'tmp') },
    })
    expect(next.stderr).not.toContain('laststage has a bug')
    expect(await runs(killed.build)).toBe(false)
    expect(await ourTemporaries()).toEqual([])
    expect(await fingerprint(join(folder, 'app'))).toEqual(before)
  },
)
