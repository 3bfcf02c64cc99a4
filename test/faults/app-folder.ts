import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, vi } from 'vitest'
import { leftOf } from '../e2e/left-of.ts'
import { fingerprint } from './fingerprint.ts'
import { type Ended, type How, spawnLaststage } from './spawn.ts'

export interface AppFolder {
  readonly path: string
  /** Where temporary files of runs go. */
  readonly temporary: string
  /** Runs the command, and sees that the folder is as it was. The process id is told as soon as there is one. */
  run(args: readonly string[], how?: Partial<How>): Promise<Ended & { readonly pid: number }>
}

/** A folder of a small app whose build no cache has seen. */
export async function appFolder(dockerfile: readonly string[], config = ''): Promise<AppFolder> {
  const root = await mkdtemp(join(tmpdir(), 'faults-engine-'))
  onTestFinished(() => rm(root, { recursive: true, force: true, maxRetries: 5 }))
  const path = join(root, 'app')
  const temporary = join(root, 'tmp')
  await mkdir(path)
  await mkdir(temporary)
  await writeFile(join(path, 'Dockerfile'), `${dockerfile.join('\n')}\n`)
  await writeFile(join(path, 'note.txt'), `${randomUUID()}\n`)
  if (config !== '') await writeFile(join(path, 'laststage.yaml'), config)
  const before = await fingerprint(path)
  return {
    path,
    temporary,
    async run(args, how = {}) {
      let pid = 0
      const ended = await spawnLaststage(args, {
        cwd: path,
        ...how,
        env: { ...how.env, TMPDIR: temporary },
        onSpawn: id => {
          pid = id
        },
      })
      expect(await fingerprint(path)).toEqual(before)
      expect(ended.stderr).not.toContain('laststage has a bug')
      return { ...ended, pid }
    },
  }
}

/** The engine may take a while to forget what it was told to remove. */
export async function expectNothingLeft(pids: readonly number[], temporary: string): Promise<void> {
  for (const pid of pids) {
    await vi.waitFor(async () => expect(await leftOf(pid, temporary)).toEqual([]), {
      timeout: 120_000,
      interval: 500,
    })
  }
}
