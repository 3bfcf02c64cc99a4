import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { frameOf } from '../../src/report/explorer/frame.ts'
import { createLook } from '../../src/report/explorer/look.ts'
import { update } from '../../src/report/explorer/update.ts'
import { hostileBefore } from '../support/hostile-images.ts'
import { explorerOf, layered, press, screenOf } from './explorer-fixture.ts'

const at = (columns: number, lines: number) => explorerOf(layered, { columns, lines })

test('wide: layers and files side by side, and all about what the cursor is on', async () => {
  const state = press(await at(120, 24), 'w', 'down', 'down')
  const lines = screenOf(state)
  expect(lines[0]).toMatch(/^ app:1 {2}9\.81 kB unpacked, .* to pull, 3\.90 kB wasted {2}linux\/amd64$/)
  expect(lines[1]).toMatch(/^─ Layers .*─│─ Image {2}wasted only {2}3 files, 3\.90 kB ─+$/)
  expect(lines[2]).toMatch(/^▸ {2}9\.81 kB 3\.90 kB {2}the whole image +│ 3\.90 kB 100% {3}▾ app\/$/)
  expect(lines[4]).toMatch(
    /^ 1 3\.90 kB 3\.00 kB {2}RUN make +│▸3\.00 kB {2}77% - {5} {2}out\.bin {2}wasted, deleted by layer 3$/,
  )
  expect(lines.slice(19, 23)).toEqual([
    `─ /app/build/out.bin ${'─'.repeat(99)}`,
    ' 3.00 kB, of no package',
    ' wasted: deleted in a later layer, by layer 3: RUN rm -r build',
    ' layer 1: RUN make',
  ])
})

test('narrow and high: one above the other; low: one at a time', async () => {
  const high = screenOf(await at(80, 24))
  expect(high.findIndex(line => line.startsWith('─ Layers'))).toBe(1)
  expect(high.findIndex(line => line.startsWith('─ Image'))).toBeGreaterThan(4)
  const low = await at(40, 12)
  const files = screenOf(low).join('\n')
  const layers = screenOf(press(low, 'tab')).join('\n')
  expect([files.includes('─ Image'), files.includes('─ Layers')]).toEqual([true, false])
  expect([layers.includes('─ Image'), layers.includes('─ Layers')]).toEqual([false, true])
  expect(screenOf(update(low, { kind: 'resize', columns: 20, lines: 5 }))[0]).toBe('too small (q quits)')
})

test('a layer says what it did, with its whole instruction; a folder, whose bytes it holds', async () => {
  const layer = press(await at(100, 30), 'tab', 'j', 'j', 'j', 'j')
  const text = screenOf(layer).join('\n')
  expect(text).toMatch(/5 B 100% ~ {5}conf/)
  expect(text).toMatch(/0 B {6}- {7}out\.bin {2}3\.00 kB stay in layer 1/)
  expect(text).toContain('1 file, deletes 1 path')
  const folder = press(await at(100, 30), 'down')
  expect(screenOf(folder).slice(-5, -1)).toEqual([
    ' 4.80 kB in 3 files, drwxr-xr-x 0:0',
    ' 3.90 kB of it wasted',
    ' 3.90 kB of layer 1: RUN make',
    ' 900 B of layer 2: RUN chmod +x',
  ])
})

test('modes are those of ls, the special bits too', async () => {
  const lines = screenOf(press(await at(120, 24), 'm', 's')).join('\n')
  expect(lines).toMatch(/│ drwxrwxrwt {9}0:0 {5}0 B/)
  expect(lines).toMatch(/lrwxrwxrwx|lrw-r--r--/)
})

test('the line of keys names what is of use; what is typed stands in its place', async () => {
  const state = await at(60, 24)
  expect(screenOf(state).at(-1)).toMatch(/^ q quit {2}\? help {2}Tab layers {2}\/ find/)
  expect(screenOf(press(state, '/', 's', 'o')).at(-1)).toMatch(/^ Find: so {3}1 file {2}Enter keeps/)
  expect(screenOf(press(state, 'w')).at(-1)).toContain('Esc all again')
  const help = screenOf(press(state, '?')).join('\n')
  expect(help).toContain('only what is wasted')
  expect(help).not.toContain('closure')
  const low = update(press(state, '?'), { kind: 'resize', columns: 60, lines: 10 })
  expect(screenOf(low)[1]).toContain('Keys (down for more)')
  expect(screenOf(press(low, 'end')).join('\n')).toContain('the whole image, -')
})

test('names and instructions of a hostile image are shown and never obeyed', async () => {
  const look = createLook({ color: true, unicode: true, screen: true })
  const plain = createLook({ color: false, unicode: true, screen: false })
  for (const keys of [['e'], ['w'], ['tab', 'j', 'j'], ['/', 's', 'm', 'down', 'down']]) {
    const state = press(await explorerOf(hostileBefore, { columns: 150, lines: 60 }), ...keys)
    const text = frameOf(state, look)
      .flat()
      .map(part => part.text)
    // All escape sequences are ours: without them it is what is shown without colours, where none is.
    const bare = frameOf(state, plain)
      .flat()
      .map(part => part.text)
    expect(text.map(stripVTControlCharacters)).toEqual(bare)
    expect(bare.join('')).not.toMatch(/[\p{Cc}\p{Cs}\p{Cf}]/u)
  }
})

test('without Unicode, only ASCII of our own', async () => {
  const look = createLook({ color: false, unicode: false, screen: false })
  const text = frameOf(press(await at(100, 30), 'e', ']', 'w'), look)
    .flat()
    .map(part => part.text)
  expect(text.join('')).toMatch(/^[ -~]*$/)
})
