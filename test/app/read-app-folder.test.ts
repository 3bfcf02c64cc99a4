import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAppFolder } from '../../src/app/read-app-folder.ts'

let outer: string
let root: string

beforeAll(() => {
  outer = mkdtempSync(join(tmpdir(), 'laststage-app-'))
  root = join(outer, 'app')
  mkdirSync(join(root, 'src'), { recursive: true })
  mkdirSync(join(root, 'node_modules/a'), { recursive: true })
  mkdirSync(join(root, 'target'))
  writeFileSync(join(outer, 'secret'), 'outside')
  writeFileSync(join(root, 'src/a.txt'), 'é')
  writeFileSync(join(root, 'node_modules/a/b.js'), '')
  writeFileSync(join(root, 'target/kept'), 'no pom.xml beside it')
  writeFileSync(join(root, 'binary'), Buffer.from([1, 0, 2]))
  writeFileSync(join(root, 'large'), 'x'.repeat(5_000_001))
  symlinkSync('src/a.txt', join(root, 'inside'))
  symlinkSync('../secret', join(root, 'outside'))
  symlinkSync(outer, join(root, 'src/up'))
  symlinkSync('loop', join(root, 'loop'))
})
afterAll(() => rmSync(outer, { recursive: true }))

describe('readAppFolder', () => {
  it('lists files, links inside included, heavy folders left out', () => {
    expect(readAppFolder(root).list()).toEqual(['binary', 'inside', 'large', 'src/a.txt', 'target/kept'])
  })

  it('reads text and sizes in bytes', () => {
    const app = readAppFolder(root)
    expect(app.read('src/a.txt')).toBe('é')
    expect(app.size('src/a.txt')).toBe(2)
    expect(app.read('inside')).toBe('é')
    expect(app.name).toBe('app')
  })

  it.each(['outside', 'src/up/secret', '../secret', 'loop', 'src', 'absent'])('no way to %s', path => {
    const app = readAppFolder(root)
    expect(app.has(path)).toBe(false)
    expect(app.read(path)).toBeUndefined()
    expect(app.size(path)).toBeUndefined()
  })

  it.each(['binary', 'large'])('gives no text of a %s file, but knows it', path => {
    expect(readAppFolder(root).read(path)).toBeUndefined()
    expect(readAppFolder(root).has(path)).toBe(true)
  })

  it('says that a path is no folder', () => {
    expect(() => readAppFolder(join(root, 'binary'))).toThrow('is not a folder')
  })
})
