import {
  chmod,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  readlink,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type MirrorRequest, mirrorContext } from '../../src/engines/context-mirror.ts'
import { UserError } from '../../src/errors.ts'

let context = ''
const cleanups: (() => Promise<void>)[] = []
beforeEach(async () => {
  context = await mkdtemp(join(tmpdir(), 'context-'))
  cleanups.push(() => rm(context, { recursive: true, force: true }))
})
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

async function put(path: string, text: string) {
  await mkdir(dirname(join(context, path)), { recursive: true })
  await writeFile(join(context, path), text)
}

async function mirror(files: MirrorRequest['files'] = {}, dockerfileName = 'Dockerfile') {
  const folder = await mirrorContext({ context, files, dockerfileName })
  cleanups.push(() => folder.remove())
  return folder.path
}

const names = async (folder: string) => (await readdir(folder, { recursive: true })).sort()

test("the candidate's files lie over the copy, and the original stays as it is", async () => {
  await put('Dockerfile', 'FROM old\n')
  await put('src/main.js', 'code')
  const path = await mirror({ Dockerfile: 'FROM new\n', 'conf/nginx.conf': 'server {}' })
  expect(await names(path)).toEqual(['Dockerfile', 'conf', 'conf/nginx.conf', 'src', 'src/main.js'])
  expect(await readFile(join(path, 'Dockerfile'), 'utf8')).toBe('FROM new\n')
  expect(await readFile(join(context, 'Dockerfile'), 'utf8')).toBe('FROM old\n')
})

test('modes, times, links and hard links are as they were', async () => {
  await put('bin/run', '#!/bin/sh\n')
  await chmod(join(context, 'bin/run'), 0o750)
  await link(join(context, 'bin/run'), join(context, 'bin/twin'))
  await symlink('../outside', join(context, 'bin/away'))
  await utimes(join(context, 'bin/run'), 1000, 2000)
  await chmod(join(context, 'bin'), 0o711)
  await utimes(join(context, 'bin'), 1000, 3000)
  const path = await mirror()
  const [run, twin, folder] = [
    await stat(join(path, 'bin/run')),
    await stat(join(path, 'bin/twin')),
    await stat(join(path, 'bin')),
  ]
  expect([run.mode & 0o7777, run.mtimeMs, folder.mode & 0o7777, folder.mtimeMs]).toEqual([
    0o750, 2_000_000, 0o711, 3_000_000,
  ])
  expect(twin.ino).toBe(run.ino)
  expect(run.ino).not.toBe((await stat(join(context, 'bin/run'))).ino)
  expect(await readlink(join(path, 'bin/away'))).toBe('../outside')
})

test('what the ignore file leaves out is not copied, itself aside', async () => {
  await put('.dockerignore', 'node_modules\n*.log\n.dockerignore\n')
  await put('node_modules/big/index.js', '')
  await put('debug.log', '')
  await put('main.js', '')
  expect(await names(await mirror())).toEqual(['.dockerignore', 'main.js'])
})

test('what an ignore file takes back is copied', async () => {
  await put('.dockerignore', 'docs\n!docs/needed.md\n')
  await put('docs/needed.md', '')
  await put('docs/other.md', '')
  expect(await names(await mirror())).toEqual(['.dockerignore', 'docs', 'docs/needed.md'])
})

test("the Dockerfile's own ignore file goes before the context's, and the candidate's before the user's", async () => {
  await put('.dockerignore', 'a\n')
  await put('web.Dockerfile.dockerignore', 'b\n')
  for (const name of ['a', 'b', 'c']) await put(name, '')
  const own = await mirror({}, 'web.Dockerfile')
  expect(await names(own)).toEqual(['.dockerignore', 'a', 'c', 'web.Dockerfile.dockerignore'])
  const candidates = await mirror({ '.dockerignore': 'c\n' })
  expect(await names(candidates)).toEqual(['.dockerignore', 'a', 'b', 'web.Dockerfile.dockerignore'])
})

test.each(['../evil', '/etc/evil', 'out/evil', 'a/../../evil'])('%s is not written', async path => {
  await symlink(tmpdir(), join(context, 'out'))
  await expect(mirror({ [path]: 'text' })).rejects.toBeInstanceOf(UserError)
})

test("a link that a candidate's file replaces is replaced, not followed", async () => {
  await put('real.conf', 'old')
  await symlink('real.conf', join(context, 'nginx.conf'))
  const path = await mirror({ 'nginx.conf': 'new' })
  expect((await lstat(join(path, 'nginx.conf'))).isFile()).toBe(true)
  expect(await readFile(join(path, 'real.conf'), 'utf8')).toBe('old')
})
