import { mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { gitState, uncommittedPaths } from '../../src/optimize/uncommitted.ts'
import { writeInPlace, writeOut } from '../../src/optimize/write-files.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'laststage-test-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const put = async (path: string, text: string): Promise<void> => await writeFile(join(folder, path), text)
const get = async (path: string): Promise<string> => await readFile(join(folder, path), 'utf8')

describe('writeOut', () => {
  test('makes the folder and the folders within it', async () => {
    const out = join(folder, 'a/b')
    expect(await writeOut(out, { Dockerfile: 'FROM scratch\n', 'conf/nginx.conf': 'x' }, false)).toEqual([
      'Dockerfile',
      'conf/nginx.conf',
    ])
    expect(await get('a/b/conf/nginx.conf')).toBe('x')
  })

  test('writes nothing at all where one file exists', async () => {
    await put('nginx.conf', 'mine')
    await expect(writeOut(folder, { Dockerfile: 'new', 'nginx.conf': 'new' }, false)).rejects.toThrow(
      'exists already',
    )
    expect(await readdir(folder)).toEqual(['nginx.conf'])
    expect(await get('nginx.conf')).toBe('mine')
  })

  test('replaces with force', async () => {
    await put('Dockerfile', 'old')
    await writeOut(folder, { Dockerfile: 'new' }, true)
    expect(await get('Dockerfile')).toBe('new')
  })

  test.each(['../out', '/etc/hosts', '.'])('refuses the path %s', async path => {
    await expect(writeOut(join(folder, 'out'), { [path]: 'x' }, true)).rejects.toThrow('leads out')
  })
})

const apply = async (old: string, text: string) =>
  writeInPlace(folder, { Dockerfile: text }, new Map([['Dockerfile', old]]), () => true)

describe('writeInPlace', () => {
  test('replaces what changed, keeps a copy, and leaves no temporary file', async () => {
    await put('Dockerfile', 'old')
    await put('same', 'same')
    const read = new Map([
      ['Dockerfile', 'old'],
      ['same', 'same'],
    ])
    const files = { Dockerfile: 'new', same: 'same', '.dockerignore': '.git\n' }
    expect(await writeInPlace(folder, files, read, () => true)).toEqual({
      written: ['Dockerfile', '.dockerignore'],
      backups: ['Dockerfile.before-laststage'],
    })
    expect((await readdir(folder)).sort()).toEqual([
      '.dockerignore',
      'Dockerfile',
      'Dockerfile.before-laststage',
      'same',
    ])
    expect(await get('Dockerfile')).toBe('new')
    expect(await get('Dockerfile.before-laststage')).toBe('old')
  })

  test('an older backup is never lost, and one text is kept once', async () => {
    await put('Dockerfile', 'first')
    await apply('first', 'second')
    expect((await apply('second', 'third')).backups).toEqual(['Dockerfile.before-laststage.2'])
    await put('Dockerfile', 'first')
    expect((await apply('first', 'fourth')).backups).toEqual(['Dockerfile.before-laststage'])
    expect(await get('Dockerfile.before-laststage')).toBe('first')
    expect(await get('Dockerfile.before-laststage.2')).toBe('second')
  })

  test('keeps the mode of the file', async () => {
    await writeFile(join(folder, 'Dockerfile'), 'old', { mode: 0o600 })
    await writeInPlace(folder, { Dockerfile: 'new' }, new Map([['Dockerfile', 'old']]), () => false)
    expect((await stat(join(folder, 'Dockerfile'))).mode & 0o777).toBe(0o600)
  })

  test('refuses a file that changed since it was read, and then writes nothing', async () => {
    await put('Dockerfile', 'edited meanwhile')
    const work = writeInPlace(
      folder,
      { a: 'x', Dockerfile: 'new' },
      new Map([['Dockerfile', 'old']]),
      () => true,
    )
    await expect(work).rejects.toThrow('changed while laststage was at work')
    expect(await readdir(folder)).toEqual(['Dockerfile'])
  })

  test('refuses to write through a link', async () => {
    await put('target', 'old')
    await symlink('target', join(folder, 'Dockerfile'))
    const work = writeInPlace(folder, { Dockerfile: 'new' }, new Map([['Dockerfile', 'old']]), () => true)
    await expect(work).rejects.toThrow('not a plain file')
    expect(await get('target')).toBe('old')
  })
})

describe('gitState', () => {
  test('names what no commit holds: edited, untracked and ignored files', () => {
    const output = ' M app/edited\0?? app/untracked\0!! app/ignored\0R  app/new\0app/old\0'
    expect(uncommittedPaths(output, 'app/')).toEqual(['edited', 'untracked', 'ignored', 'new'])
    expect(uncommittedPaths('', '')).toEqual([])
  })

  test('outside a work tree nothing is tracked', async () => {
    await put('a', 'a')
    const state = await gitState(folder, ['a'])
    expect(state).toEqual({ tracked: false, uncommitted: [] })
  })
})
