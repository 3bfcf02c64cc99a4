import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { explore } from '../../src/cli/explorer/explore.ts'
import { keyName } from '../../src/cli/explorer/key-name.ts'
import { createScreen } from '../../src/cli/explorer/screen.ts'
import { run } from '../../src/cli/run.ts'
import { createLook } from '../../src/report/explorer/look.ts'
import { imageArchive } from '../image/image-fixture.ts'
import { fakeIo } from '../support/fake-io.ts'
import { explorerOf, fakeTerminal, layered } from './explorer-fixture.ts'

const look = createLook({ color: false, unicode: true, screen: true })
const never = new AbortController().signal

describe('looking around', () => {
  test('draws the whole screen, then only lines that changed, and leaves the terminal', async () => {
    const { subject } = await explorerOf(layered)
    const { terminal, seen } = fakeTerminal(['down', 'm', 'q'])
    await explore(subject, look, terminal, never)
    const [first = '', second = ''] = seen.written
    expect(first).toContain('\u001b[2J')
    expect(first).toContain('RUN rm -r build')
    expect(second).toContain('/app')
    expect(second).not.toContain('RUN rm -r build')
    expect(seen).toMatchObject({ entered: 1, left: 1 })
    expect(seen.written.length).toBe(3)
  })

  test('leaves the terminal when it is stopped from outside, and when it fails', async () => {
    const { subject } = await explorerOf(layered)
    const abort = new AbortController()
    const stopped = fakeTerminal([])
    const running = explore(subject, look, stopped.terminal, abort.signal)
    abort.abort()
    await expect(running).rejects.toThrow('aborted')
    expect(stopped.seen.left).toBe(1)
    const broken = fakeTerminal(['down'])
    const failing = {
      ...look,
      bold: () => {
        throw new Error('no bold')
      },
    }
    await expect(explore(subject, failing, broken.terminal, never)).rejects.toThrow('no bold')
    expect(broken.seen.left).toBe(1)
  })
})

test('a frame that is the same is not drawn again, unless the terminal lost it', () => {
  const screen = createScreen()
  const frame = [
    [
      { left: 0, text: 'a' },
      { left: 5, text: 'b' },
    ],
    [{ left: 0, text: 'c' }],
  ]
  expect(screen.draw(frame)).toBe(
    '\u001b[?2026h\u001b[2J\u001b[1;1H\u001b[2K\u001b[1Ga\u001b[6Gb\u001b[2;1H\u001b[2K\u001b[1Gc\u001b[?2026l',
  )
  expect(screen.draw(frame)).toBe('')
  expect(screen.draw([frame[0] ?? [], [{ left: 0, text: 'd' }]])).toBe(
    '\u001b[?2026h\u001b[2;1H\u001b[2K\u001b[1Gd\u001b[?2026l',
  )
  screen.forget()
  expect(screen.draw(frame)).toContain('\u001b[2J')
})

test.each([
  [undefined, { name: 'up' }, 'up'],
  ['\r', { name: 'return' }, 'enter'],
  [' ', { name: 'space' }, 'space'],
  ['\u0003', { name: 'c', ctrl: true }, 'ctrl-c'],
  ['G', { name: 'g' }, 'G'],
  ['[', {}, '['],
  ['日', {}, '日'],
  ['x', { name: 'x', meta: true }, undefined],
  [undefined, { name: 'f5' }, undefined],
  ['\u0000', { name: '`', ctrl: false }, undefined],
])('the key %j %j is %s', (text, key, expected) => {
  expect(keyName(text, key)).toBe(expected)
})

describe('laststage measure --interactive', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'laststage-explorer-'))
    writeFileSync(join(folder, 'app.tar'), imageArchive(layered))
    writeFileSync(
      join(folder, 'laststage.closure.txt'),
      '# ledger\n/etc/conf\t5\topened by /app\n-/usr\t5000\tnot used\n',
    )
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('shows the image on the terminal, with what the ledger here says, and prints nothing', async () => {
    const { terminal, seen } = fakeTerminal(['u', 'end', 'q'])
    const io = { ...fakeIo({ cwd: folder }), openTerminal: async () => terminal }
    expect(await run(['measure', 'app.tar', '-i'], io)).toBe(0)
    expect([io.out(), io.err()]).toEqual(['', ''])
    const text = seen.written.join('')
    expect(text).toContain('untouched only')
    expect(text).toContain('left behind, no trace touched it: not used (laststage.closure.txt)')
    expect(seen).toMatchObject({ entered: 1, left: 1 })
  })

  test.each([
    [['app.tar', '-i'], /needs a terminal.*\n.*--json prints all.*--report FILE\.html/],
    [['-', '--interactive'], /the image cannot come from there/],
    [['app.tar', '-i', '--json'], /--json does not go with it/],
    [['app.tar', '-i', '--markdown', '-'], /does not go with it/],
    [['app.tar', '-i', '--sbom', '-'], /does not go with it/],
    [['docker://app', '-i', '--no-contents'], /does not go with it/],
  ])('%j is refused before anything is read', async (args, message) => {
    const io = fakeIo({ cwd: folder })
    expect(await run(['measure', ...args], io)).toBe(2)
    expect(io.err()).toMatch(message)
    expect(io.out()).toBe('')
  })
})
