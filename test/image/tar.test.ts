import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileChunks } from '../../src/image/archive/chunks.ts'
import type { TarHeader } from '../../src/image/tar/entry.ts'
import { decodeName, encodeName, printableName } from '../../src/image/tar/names.ts'
import { readTar } from '../../src/image/tar/read-tar.ts'
import { freeingSpent } from '../../src/image/tar/spent-chunks.ts'
import { tarOf } from '../../src/image/tar/write-tar.ts'
import { lentStreamOf } from './image-fixture.ts'

type Seen = TarHeader & { readonly sha256: string; readonly text: string }

async function readAll(bytes: Uint8Array, piece = 1000): Promise<Seen[]> {
  const seen: Seen[] = []
  for await (const header of readTar(lentStreamOf(bytes, piece))) {
    const hash = createHash('sha256')
    const parts: Buffer[] = []
    for await (const chunk of header.content()) {
      hash.update(chunk)
      if (header.size < 1000) parts.push(Buffer.from(chunk))
    }
    seen.push({ ...header, sha256: hash.digest('hex'), text: Buffer.concat(parts).toString() })
  }
  return seen
}

describe('what the system tar writes', () => {
  let folder = ''
  const long = 'd'.repeat(90)

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'laststage-tar-'))
    const root = join(folder, 'root')
    mkdirSync(join(root, long, long), { recursive: true })
    writeFileSync(join(root, 'plain.txt'), 'plain\n', { mode: 0o640 })
    writeFileSync(join(root, long, long, `${'f'.repeat(120)}.txt`), 'deep\n')
    writeFileSync(join(root, 'ünï.txt'), 'utf-8\n')
    linkSync(join(root, 'plain.txt'), join(root, 'zz-hard'))
    symlinkSync('plain.txt', join(root, 'soft'))
    symlinkSync('x'.repeat(150), join(root, 'soft-long'))
    writeFileSync(join(root, 'empty'), '')
    writeFileSync(join(root, 'big'), Buffer.alloc(300_000, 'big'))
    writeFileSync(join(root, 'holes'), 'start')
    truncateSync(join(root, 'holes'), 5_000_000)
    execFileSync('sh', ['-c', 'printf middle | dd of=holes bs=1 seek=2500000 conv=notrunc 2>/dev/null'], {
      cwd: root,
    })
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const formats: readonly (readonly [string, readonly string[]])[] = [
    ['gnu', ['--format=gnu']],
    ['oldgnu', ['--format=oldgnu']],
    ['pax', ['--format=pax']],
    ['gnu sparse', ['--format=gnu', '--sparse']],
    ['pax sparse 0.0', ['--format=pax', '--sparse', '--sparse-version=0.0']],
    ['pax sparse 0.1', ['--format=pax', '--sparse', '--sparse-version=0.1']],
    ['pax sparse 1.0', ['--format=pax', '--sparse', '--sparse-version=1.0']],
    ['huge owner', ['--format=gnu', '--owner=:3000000000', '--group=:4000000000']],
    ['huge owner pax', ['--format=pax', '--owner=:3000000000', '--group=:4000000000']],
    ['negative time', ['--format=gnu', '--mtime=1960-01-01T00:00:00Z']],
  ]

  test.each(formats)(
    '%s: names, sizes, times, owners and contents agree with its own list',
    async (_name, options) => {
      const file = join(folder, 'a.tar')
      execFileSync('tar', ['-C', join(folder, 'root'), '--sort=name', ...options, '-cf', file, '.'])
      const listed = execFileSync(
        'tar',
        ['--list', '-vv', '--numeric-owner', '--full-time', '--utc', '--quoting-style=literal', '-f', file],
        { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } },
      )
      const seen = await readAll(readFileSync(file))
      const expected = listed
        .trimEnd()
        .split('\n')
        .map(line => line.split(/\s+/))
      expect(seen.map(entry => entry.path)).toEqual(expected.map(line => line[5]))
      expect(seen.map(entry => String(entry.size))).toEqual(expected.map(line => line[2]))
      expect(seen.map(entry => `${entry.uid}/${entry.gid}`)).toEqual(expected.map(line => line[1]))
      const times = seen.map(entry => new Date(entry.mtime * 1000).toISOString().slice(0, 19))
      expect(times).toEqual(expected.map(line => `${line[3]}T${line[4]?.slice(0, 8)}`))
      for (const entry of seen.filter(entry => entry.kind === 'file')) {
        const content = readFileSync(join(folder, 'root', entry.path))
        expect(entry.sha256).toBe(createHash('sha256').update(content).digest('hex'))
      }
      expect(seen.find(entry => entry.path === './zz-hard')).toMatchObject({
        kind: 'hardlink',
        linkPath: './plain.txt',
        size: 0,
      })
      expect(seen.find(entry => entry.path === './soft-long')).toMatchObject({
        kind: 'symlink',
        linkPath: 'x'.repeat(150),
      })
      expect(seen.find(entry => entry.path === './plain.txt')).toMatchObject({ mode: 0o640, text: 'plain\n' })
    },
  )

  test('a file is skipped without being read', async () => {
    const file = join(folder, 'skip.tar')
    execFileSync('tar', ['-C', join(folder, 'root'), '-cf', file, 'big', 'plain.txt'])
    const chunks = await fileChunks(file)
    const paths: string[] = []
    for await (const entry of readTar(chunks)) paths.push(`${entry.path} ${entry.size}`)
    expect(paths).toEqual(['big 300000', 'plain.txt 6'])
  })
})

describe('round trip', () => {
  test('xattrs, devices, owners, fractions of seconds and names that are not UTF-8 come back', async () => {
    const latin = decodeName(Buffer.from('caf\xe9', 'latin1'))
    const [capable, device, named, late] = await readAll(
      tarOf([
        { path: 'bin/ping', mode: 0o4755, xattrs: { 'security.capability': Buffer.from([1, 0, 10, 61, 0]) } },
        { path: 'dev/sda', kind: 'block-device', deviceMajor: 8, deviceMinor: 1 },
        { path: latin, content: 'x', uid: 4_000_000_000, gid: 5 },
        { path: 'late', mtime: 1_700_000_000.25 },
      ]),
    )
    expect(capable?.xattrs.get('security.capability')).toEqual(Buffer.from([1, 0, 10, 61, 0]))
    expect(capable?.mode).toBe(0o4755)
    expect(device).toMatchObject({ kind: 'block-device', deviceMajor: 8, deviceMinor: 1 })
    expect(named).toMatchObject({ uid: 4_000_000_000, gid: 5, path: latin })
    expect(encodeName(named?.path ?? '')).toEqual(Buffer.from('caf\xe9', 'latin1'))
    expect(printableName(latin)).toBe('caf\\xe9')
    expect(late).toMatchObject({ mtime: 1_700_000_000, mtimeNanos: 250_000_000 })
  })

  test('any entries, however the stream is cut into pieces', async () => {
    const entry = fc.record({
      path: fc.stringMatching(/^[a-zé]{1,150}$/),
      content: fc.uint8Array({ maxLength: 1500 }),
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.integer({ min: 0, max: 2 ** 40 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(entry, { maxLength: 5 }),
        fc.integer({ min: 1, max: 2000 }),
        async (entries, piece) => {
          const seen = await readAll(tarOf(entries), piece)
          expect(seen.map(({ path, mode, uid, sha256 }) => ({ path, mode, uid, sha256 }))).toEqual(
            entries.map(({ path, mode, uid, content }) => ({
              path,
              mode,
              uid,
              sha256: createHash('sha256').update(content).digest('hex'),
            })),
          )
        },
      ),
      { numRuns: 60, seed: 7 },
    )
  })

  test('chunks that are freed once they are spent give the same files', async () => {
    const bytes = tarOf([
      { path: 'large', content: Buffer.alloc(300_000, 'large') },
      { path: 'p'.repeat(300), content: 'small' },
    ])
    const given: Uint8Array<ArrayBuffer>[] = []
    const chunks = async function* () {
      for await (const part of lentStreamOf(bytes, 60_000)) {
        given.push(Uint8Array.from(part))
        yield given.at(-1) ?? part
      }
    }
    const seen: string[] = []
    for await (const entry of readTar(freeingSpent(chunks())))
      seen.push(`${entry.path.length} ${(await entry.bytes(1e6)).toString('latin1').slice(-5)}`)
    expect(seen).toEqual(['5 large', '300 small'])
    expect(given.map(({ byteLength }) => byteLength)).toEqual([0, 0, 0, 0, 0, 3616])
  })

  test('names decode without loss', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), bytes => {
        expect(encodeName(decodeName(bytes))).toEqual(Buffer.from(bytes))
      }),
      { numRuns: 300, seed: 7 },
    )
  })
})
