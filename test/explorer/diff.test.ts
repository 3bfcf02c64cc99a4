import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { diffImages } from '../../src/measure/diff/diff-images.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { diffSubject } from '../../src/report/explorer/diff/diff-subject.ts'
import { type ExploredDiff, exploredDiff } from '../../src/report/explorer/diff/explored-diff.ts'
import { frameOf } from '../../src/report/explorer/frame.ts'
import { initialState } from '../../src/report/explorer/initial-state.ts'
import { createLook } from '../../src/report/explorer/look.ts'
import type { State } from '../../src/report/explorer/state.ts'
import { type ImageFixture, imageArchive } from '../image/image-fixture.ts'
import { fakeIo } from '../support/fake-io.ts'
import { hostileAfter, hostileBefore, inspectFixture } from '../support/hostile-images.ts'
import { cursorPath, fakeTerminal, pathsOf, press, screenOf } from './explorer-fixture.ts'

const left = (version: string) => JSON.stringify({ name: 'left', version })

/** A file of each kind of difference. */
const old: ImageFixture = {
  layers: [
    {
      files: [
        { path: 'usr/lib/gone.so', content: 'g'.repeat(5000) },
        { path: 'usr/lib/same.so', content: 's'.repeat(700) },
        { path: 'etc/conf', content: 'abc' },
        { path: 'etc/mode', content: 'mode', mode: 0o644 },
        { path: 'srv/', kind: 'directory', mode: 0o755 },
        { path: 'srv/data', content: 'data' },
      ],
      createdBy: 'ADD rootfs.tar /',
    },
    {
      files: [
        { path: 'app/node_modules/left/package.json', content: left('1.0.0') },
        { path: 'app/node_modules/left/index.js', content: 'l'.repeat(100) },
        { path: 'app/log', content: 'x'.repeat(900) },
      ],
      createdBy: 'RUN npm ci',
    },
  ],
}
const now: ImageFixture = {
  layers: [
    {
      files: [
        { path: 'usr/lib/same.so', content: 's'.repeat(700) },
        { path: 'etc/conf', content: 'xyz' },
        { path: 'etc/mode', content: 'mode', mode: 0o755 },
        { path: 'srv/', kind: 'directory', mode: 0o700 },
        { path: 'srv/data', content: 'data' },
        { path: 'app/log', content: 'x'.repeat(300) },
      ],
      createdBy: 'ADD new.tar /',
    },
    {
      files: [
        { path: 'app/node_modules/left/package.json', content: left('1.1.0') },
        { path: 'app/node_modules/left/index.js', content: 'l'.repeat(2100) },
        { path: 'app/node_modules/left/more.js', content: 'm'.repeat(400) },
        { path: 'app/hidden', content: 'h'.repeat(50) },
      ],
      createdBy: 'RUN npm ci --omit=dev',
    },
    { files: [{ path: 'app/.wh.hidden' }], createdBy: 'RUN rm hidden' },
  ],
}

async function viewOf(name: string, fixture: ImageFixture) {
  const image = await inspectFixture(fixture)
  return { name, image, measured: measuredImage(name, image) }
}

async function exploredOf(before: ImageFixture, after: ImageFixture): Promise<ExploredDiff> {
  const [a, b] = [await viewOf('app:1', before), await viewOf('app:2', after)]
  return exploredDiff(a, b, diffImages(a, b))
}

async function stateOf(before = old, after = now, columns = 120, lines = 30): Promise<State> {
  return initialState(diffSubject(await exploredOf(before, after)), columns, lines)
}

const linesOf = (state: State) => screenOf(state).join('\n')

test('the tree has the files that containers of both see, to the byte', async () => {
  for (const [before, after] of [
    [old, now],
    [hostileBefore, hostileAfter],
  ] as const) {
    const { entries, ...explored } = await exploredOf(before, after)
    const images = { before: await inspectFixture(before), after: await inspectFixture(after) }
    for (const side of ['before', 'after'] as const) {
      const seen = new Set([...images[side].tree.walk()].flatMap(({ inode }) => inode ?? []))
      const bytes = [...seen].reduce((sum, { size }) => sum + size, 0)
      expect(explored[side].seen).toBe(bytes)
      expect(entries.reduce((sum, entry) => sum + (entry[side]?.bytes ?? 0), 0)).toBe(bytes)
    }
  }
})

test('what differs comes first, with sizes before and after, and its sign', async () => {
  const state = await stateOf()
  expect(pathsOf(state)).toEqual(['/usr', '/app', '/etc', '/srv'])
  const opened = press(
    state,
    'e',
    'down',
    'down',
    'down',
    'e',
    'down',
    'down',
    'down',
    'down',
    'down',
    'down',
  )
  const files = screenOf(press(opened, 'down', 'e', 'G'))
  const row = (name: string) => files.find(line => line.includes(name))?.split('│')[1]
  expect(row('gone.so')).toBe(' -5.00 kB 5.00 kB→        -       gone.so')
  expect(row('index.js')).toBe(' +2.00 kB   100 B→2.10 kB >         index.js')
  expect(row('more.js')).toBe('   +400 B        →400 B   +         more.js')
  expect(row(' log')).toBe('   -600 B   900 B→300 B   <     log')
  expect(row('conf')).toBe('      0 B     3 B→3 B     ~     conf')
  expect(row('mode  ')).toBe('      0 B     4 B→4 B     .     mode  mode 644 → 755')
  expect(files.join('\n')).not.toContain('same.so')
  expect(files.at(-5)).toBe(' 0 B in 1 file, mode 755 → 700')
  const whole = press(state, 'a')
  expect(pathsOf(whole)).toEqual(['/usr', '/app', '/etc', '/srv'])
  expect(linesOf(whole)).toContain('All files')
  expect(linesOf(press(whole, 'right', 'right'))).toContain('700 B→700 B           same.so')
})

test.each([
  ['+', ['/app/node_modules/left/more.js']],
  ['-', ['/usr/lib/gone.so']],
  ['>', ['/app/node_modules/left/index.js']],
  ['<', ['/app/log']],
  ['~', ['/app/node_modules/left/package.json', '/etc/conf']],
  ['.', ['/etc/mode', '/srv']],
])('%s asks for one kind of difference, and again for all', async (key, paths) => {
  const state = await stateOf()
  const narrowed = press(state, key)
  // Folders are there for what is in them; this one differs itself.
  const rows = narrowed.rows.filter((at, row) => {
    const isFolder = narrowed.subject.entries[at]?.kind === 'folder'
    return !isFolder || pathsOf(narrowed)[row] === '/srv'
  })
  expect(pathsOf({ ...narrowed, rows })).toEqual(paths)
  expect(pathsOf(press(narrowed, key))).toEqual(pathsOf(state))
})

test('files are shown by who owns them, with both versions, and the owners sum up', async () => {
  const state = await stateOf()
  const screen = linesOf(state)
  expect(screen).toMatch(/\+2\.40 kB 2\.53 kB {2}npm left 1\.0\.0 → 1\.1\.0/)
  expect(screen.indexOf('of no package')).toBeLessThan(screen.indexOf('npm left'))
  const owner = press(state, 'tab', 'down', 'down')
  expect(pathsOf(owner).at(-1)).toMatch(/^\/app\/node_modules\/left\//)
  const text = linesOf(owner)
  expect(text).toContain('npm left  3 files')
  expect(text).toContain('(+2.40 kB), 3 files of 3 differ')
  expect(text).toContain('+2.40 kB after, layer 1: RUN npm ci --omit=dev')
})

test('the instruction that is to blame is told of a file, a folder, and of all', async () => {
  const state = await stateOf()
  const gone = press(state, '-', 'G')
  expect(cursorPath(gone)).toBe('/usr/lib/gone.so')
  expect(screenOf(gone).slice(-5, -3)).toEqual([
    ' removed, 5.00 kB, -rw-r--r-- 0:0, of no package',
    ' before, layer 0: ADD rootfs.tar /',
  ])
  const grown = linesOf(press(state, '>', 'G'))
  expect(grown).toContain('grown, 100 B → 2.10 kB (+2.00 kB)')
  expect(grown).toContain('of npm left 1.1.0 (before: npm left 1.0.0)')
  expect(grown).toMatch(/after, layer 1: RUN npm ci --omit=dev\n before, layer 1: RUN npm ci\n/)
  const all = linesOf(press(state, 'tab'))
  expect(all).toContain('1 added (+400 B), 1 removed (-5.00 kB), 1 grown (+2.00 kB), 1 shrunk (-600 B)')
  expect(all).toContain('Not in this tree, since later layers hide it: 50 B after')
  expect(all).toContain('-5.00 kB before, layer 0: ADD rootfs.tar /')
})

test('two images that are the same show nothing that differs, and all with a', async () => {
  const state = await stateOf(old, old)
  expect(linesOf(state)).toContain('No file differs (a shows all).')
  expect(press(state, 'down', 'right', 'e', 'tab', ']', 'down', '+', 'escape').rows).toEqual([])
  expect(pathsOf(press(state, 'a'))).toEqual(['/usr', '/app', '/etc', '/srv'])
})

test('names of hostile images are shown and never obeyed, at any size and without Unicode', async () => {
  const look = createLook({ color: true, unicode: true, screen: true })
  const ascii = createLook({ color: false, unicode: false, screen: false })
  for (const [columns, lines] of [
    [150, 60],
    [40, 10],
  ] as const)
    for (const keys of [['e'], ['tab', 'j', 'j'], ['?'], ['+', 'e', 'G'], ['a', 'm', 'e', 'G']]) {
      const state = press(await stateOf(hostileBefore, hostileAfter, columns, lines), ...keys)
      const text = frameOf(state, look)
        .flat()
        .map(part => stripVTControlCharacters(part.text))
      expect(text.join('')).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}]/u)
      for (const part of frameOf(press(await stateOf(old, now, columns, lines), ...keys), ascii).flat())
        expect(part.text).toMatch(/^[ -~]*$/)
    }
})

describe('laststage diff --interactive', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'laststage-diff-explorer-'))
    writeFileSync(join(folder, 'old.tar'), imageArchive(old))
    writeFileSync(join(folder, 'new.tar'), imageArchive(now))
    writeFileSync(join(folder, 'laststage.closure.txt'), '# ledger\n-/usr/lib/gone.so\t5000\tnot used\n')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('shows both on the terminal, with what the ledger here says, and prints nothing', async () => {
    const { terminal, seen } = fakeTerminal(['-', 'end', 'q'])
    const io = { ...fakeIo({ cwd: folder }), openTerminal: async () => terminal }
    expect(await run(['diff', 'old.tar', 'new.tar', '-i'], io)).toBe(0)
    expect([io.out(), io.err()]).toEqual(['', ''])
    const text = seen.written.join('')
    expect(text).toContain('old.tar → new.tar')
    expect(text).toContain('left behind, no trace touched it: not used (laststage.closure.txt)')
    expect(seen).toMatchObject({ entered: 1, left: 1 })
  })

  test.each([
    [['old.tar', 'new.tar', '-i'], /needs a terminal/],
    [['old.tar', '-', '-i'], /the image cannot come from there/],
    [['old.tar', 'new.tar', '-i', '--json'], /--json does not go with it/],
    [['old.tar', 'new.tar', '-i', '--scan', '--markdown', '-'], /--markdown - and --scan do not go with it/],
  ])('%j is refused before anything is read', async (args, message) => {
    const io = fakeIo({ cwd: folder })
    expect(await run(['diff', ...args], io)).toBe(2)
    expect(io.err()).toMatch(message)
    expect(io.out()).toBe('')
  })
})
