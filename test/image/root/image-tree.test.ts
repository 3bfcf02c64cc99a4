import { describe, expect, it } from 'vitest'
import { readElf } from '../../../src/image/elf.ts'
import { pathsBelow } from '../../../src/image/root/read-tree.ts'
import { resolvePath } from '../../../src/image/root/resolve.ts'
import { directory, elf, hardLink, link, treeOf } from './tree-of.ts'

const usrmerged = {
  '/usr/lib/libc.so.6': 'c',
  '/lib': link('usr/lib'),
  '/app/current': link('/srv/../srv/v1/'),
  '/srv/v1/main': 'x',
  '/srv/v1/up': link('../v1/main'),
  '/a': link('b'),
  '/b': link('a'),
}

describe('an image tree', () => {
  it('finds through links and tells what it crossed', async () => {
    const tree = await treeOf(usrmerged)
    expect(resolvePath(tree, '/lib/libc.so.6', true)).toEqual({
      kind: 'found',
      path: '/usr/lib/libc.so.6',
      crossed: ['/', '/lib', '/usr', '/usr/lib', '/usr/lib/libc.so.6'],
      existing: '/usr/lib/libc.so.6',
    })
    expect(resolvePath(tree, '/app/current/up', true).path).toBe('/srv/v1/main')
    expect(resolvePath(tree, '/app/current/up', false).path).toBe('/srv/v1/up')
    expect(resolvePath(tree, '/app/../../lib/./libc.so.6', true).path).toBe('/usr/lib/libc.so.6')
  })

  it('tells where a missing path would lie, and that a loop is one', async () => {
    const tree = await treeOf(usrmerged)
    expect(resolvePath(tree, '/lib/x/y', true)).toMatchObject({
      kind: 'missing',
      path: '/usr/lib/x/y',
      existing: '/usr/lib',
    })
    expect(resolvePath(tree, '/srv/v1/main/x', true)).toMatchObject({
      kind: 'missing',
      existing: '/srv/v1/main',
    })
    expect(resolvePath(tree, '/a', true).kind).toBe('loop')
    expect(resolvePath(tree, '/a', false)).toMatchObject({ kind: 'found', path: '/a' })
  })

  it('keeps modes, owners, attributes and hard links', async () => {
    const tree = await treeOf({
      '/bin/ping': {
        content: 'p',
        mode: 0o4755,
        uid: 7,
        xattrs: { 'security.capability': Uint8Array.of(1, 2) },
      },
      '/bin/other': hardLink('/bin/ping'),
      '/var': directory(0o1777),
    })
    expect(tree.get('/bin/ping')).toMatchObject({ mode: 0o4755, uid: 7, size: 1 })
    expect(tree.get('/bin/ping')?.xattrs.get('security.capability')).toBe('0102')
    expect(tree.hardLinks('/bin/other')).toEqual(['/bin/other', '/bin/ping'])
    expect(tree.get('/bin/other')?.sha256).toBe(tree.get('/bin/ping')?.sha256)
    expect(tree.get('/var')).toMatchObject({ kind: 'directory', mode: 0o1777 })
    expect(tree.list('/')).toEqual(['bin', 'var'])
    expect(pathsBelow(tree, '/bin')).toEqual(['/bin', '/bin/other', '/bin/ping'])
  })

  it('reads ELF headers, shebangs and hints as the files stream by', async () => {
    const tree = await treeOf({
      '/bin/app': elf({
        interpreter: '/lib64/ld.so',
        needed: ['libc.so.6', 'libz.so.1'],
        runpath: '$ORIGIN/x:/y',
      }),
      '/bin/script': '#!/usr/bin/env python3\nprint()\n',
      '/app/a.js': "const { exec } = require('child_process')",
      '/app/b.js': '// none',
      '/app/package.json': '{}',
    })
    expect(tree.facts('/bin/app').elf).toMatchObject({
      machine: 'x86-64',
      interpreter: '/lib64/ld.so',
      needed: ['libc.so.6', 'libz.so.1'],
      runpath: ['$ORIGIN/x', '/y'],
    })
    expect(tree.facts('/bin/script').shebang).toBe('/usr/bin/env python3')
    expect(tree.facts('/app/a.js').mentions).toEqual(['starts-programs'])
    expect(tree.facts('/app/b.js')).toEqual({})
    expect(tree.text('/app/package.json')).toBe('{}')
    expect(tree.text('/app/b.js')).toBeUndefined()
  })

  it('takes a broken ELF file for none', () => {
    const whole = elf({ interpreter: '/ld', needed: ['a'] })
    for (let length = 0; length < whole.length; length += 7) {
      const facts = readElf(whole.subarray(0, length))
      expect(facts === undefined || facts.machine === 'x86-64').toBe(true)
    }
    expect(readElf(whole)?.needed).toEqual(['a'])
  })
})
