import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { formatOwner, thisProcess } from '../../src/engines/owner.ts'
import { sweepTempFolders, tempFolder } from '../../src/engines/temp-folder.ts'

let parent = ''
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'temp-folder-'))
})
afterEach(() => rm(parent, { recursive: true, force: true }))

test('a folder is empty at first and gone at the end, with all in it', async () => {
  const folder = await tempFolder(parent)
  expect(await readdir(folder.path)).toEqual([])
  await writeFile(join(folder.path, 'file'), 'text')
  await folder.remove()
  expect(await readdir(parent)).toEqual([])
})

test('a sweep takes what dead runs left and nothing else', async () => {
  const living = await tempFolder(parent)
  await mkdir(join(parent, 'laststage-1-dead'))
  await writeFile(
    join(parent, 'laststage-1-dead', 'owner'),
    formatOwner({ ...(await thisProcess()), started: '1' }),
  )
  await mkdir(join(parent, `laststage-${process.pid}-being-made`))
  // Killed before it could say whose it is: no process has this number.
  const killed = join(parent, 'laststage-999999999-killed')
  await mkdir(killed)
  await utimes(killed, new Date(0), new Date(Date.now() - 5000))
  await mkdir(join(parent, 'laststage-notes'))
  expect(await sweepTempFolders(parent)).toBe(2)
  const left = await readdir(parent)
  expect(left).toHaveLength(3)
  expect(left).not.toContain('laststage-1-dead')
  expect(left).not.toContain('laststage-999999999-killed')
  await living.remove()
})
