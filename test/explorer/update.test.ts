import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { widthOf } from '../../src/report/explorer/cells.ts'
import { frameOf } from '../../src/report/explorer/frame.ts'
import { imageSubject } from '../../src/report/explorer/image/image-subject.ts'
import { initialState } from '../../src/report/explorer/initial-state.ts'
import { createLook } from '../../src/report/explorer/look.ts'
import { update } from '../../src/report/explorer/update.ts'
import { hostileBefore } from '../support/hostile-images.ts'
import { cursorPath, exploredOf, explorerOf, layered, pathsOf, press } from './explorer-fixture.ts'

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((a, b) => a + b, 0)

test('every byte of every layer is in the tree, and each layer has its own', async () => {
  for (const fixture of [layered, hostileBefore]) {
    const image = await exploredOf(fixture)
    const state = initialState(imageSubject(image), 120, 30)
    expect(state.selection.bytes[0]).toBe(image.unpacked)
    const layers = image.layers.map(({ index, unpacked }) => {
      const at = press(state, ...Array.from({ length: index + 1 }, () => ']'))
      return [at.selection.bytes[0], unpacked]
    })
    expect(layers).toEqual(image.layers.map(({ unpacked }) => [unpacked, unpacked]))
    expect(sum(image.entries.map(({ bytes }) => bytes))).toBe(image.unpacked)
  }
})

test('folders come by size, or by name, and the cursor stays on its entry', async () => {
  const first = await explorerOf(layered)
  expect(pathsOf(first)).toEqual(['/usr', '/app', '/etc', '/bin', '/tmp'])
  const etc = press(first, 'down', 'down')
  const byName = press(etc, 's')
  expect(pathsOf(byName)).toEqual(['/app', '/bin', '/etc', '/tmp', '/usr'])
  expect([cursorPath(etc), cursorPath(byName)]).toEqual(['/etc', '/etc'])
})

test('a folder opens down to where it branches, and closes with the cursor on it', async () => {
  const opened = press(await explorerOf(layered), 'right')
  expect(pathsOf(opened).slice(0, 3)).toEqual(['/usr', '/usr/lib', '/usr/lib/liba.so'])
  const file = press(opened, 'down', 'down')
  expect(cursorPath(file)).toBe('/usr/lib/liba.so')
  expect(cursorPath(press(file, 'left'))).toBe('/usr/lib')
  const closed = press(file, 'left', 'left', 'left', 'left')
  expect([cursorPath(closed), pathsOf(closed)[1]]).toEqual(['/usr', '/app'])
  expect(cursorPath(press(file, 'E'))).toBe('/usr')
})

test('a layer shows what it adds, replaces and deletes; a, what there is once it is there', async () => {
  const last = press(await explorerOf(layered), ']', ']', ']', ']', ']', ']')
  expect(last.group).toBe(3)
  expect(pathsOf(last)).toEqual(['/etc', '/etc/conf', '/app', '/app/build', '/app/build/out.bin'])
  // What it deletes are another layer's bytes.
  expect(last.selection.bytes[0]).toBe('newer'.length)
  const after = press(last, 'a')
  expect(after.selection.bytes[0]).toBe(5000 + 900 + 'newer'.length)
  expect(pathsOf(press(after, 'c'))).toEqual([
    '/etc',
    '/etc/conf',
    '/app',
    '/app/build',
    '/app/build/out.bin',
  ])
  expect(pathsOf(press(last, '['))).toEqual(['/app', '/app/server.js'])
})

test('only what is wasted, changed or found; Esc shows all again', async () => {
  const all = await explorerOf(layered)
  const wasted = press(all, 'w')
  expect(wasted.selection.bytes[0]).toBe((await exploredOf(layered)).wasted)
  expect(pathsOf(wasted)).toEqual([
    '/app',
    '/app/build',
    '/app/build/out.bin',
    '/app/server.js',
    '/etc',
    '/etc/conf',
  ])
  expect(press(wasted, 'w').filter).toBeUndefined()
  const found = press(all, '/', 'L', 'I', 'B', 'space', 'o', 'enter')
  expect([found.query, found.isTyping, pathsOf(found)]).toEqual([
    'LIB o',
    false,
    ['/usr', '/usr/lib', '/usr/lib/liba.so'],
  ])
  expect(pathsOf(press(found, 'escape'))).toEqual(pathsOf(all))
  // While one types, letters are text: q does not quit.
  const typing = press(all, '/', 'q', 'x', 'backspace')
  expect([typing.query, typing.isDone, typing.rows]).toEqual(['q', false, []])
  expect(press(typing, 'backspace', 'backspace')).toMatchObject({ query: '', isTyping: false })
})

test('what a closure leaves behind is asked of its ledger, where there is one', async () => {
  const without = press(await explorerOf(layered), 'u')
  expect(without.filter).toBeUndefined()
  const ledger = {
    name: 'laststage.closure.txt',
    line: (path: string) => ({ kept: path !== '/usr/lib/liba.so', because: 'told' }),
  }
  const untouched = press(await explorerOf(layered, undefined, ledger), 'u')
  expect(pathsOf(untouched)).toEqual(['/usr', '/usr/lib', '/usr/lib/liba.so'])
})

test('q and Ctrl-C end it, the latter whatever is open', async () => {
  const state = await explorerOf(layered)
  expect(press(state, 'q').isDone).toBe(true)
  expect(press(state, '/', 'ctrl-c').isDone).toBe(true)
  expect(press(state, '?', 'ctrl-c').isDone).toBe(true)
  expect(press(state, '?', 'q')).toMatchObject({ isDone: false, help: undefined })
})

test('an image without files, and one of no layer that is left, show nothing and do not fail', async () => {
  const empty = await explorerOf({ layers: [{ files: [] }] })
  expect(empty.rows).toEqual([])
  const keys = ['down', 'right', 'left', 'enter', 'e', 'E', 'G', 'pageup', ']', 'a', 'w', 's', 'tab', 'down']
  expect(press(empty, ...keys).rows).toEqual([])
})

test('whatever is pressed at whatever size, all is within the screen and the cursor on it', async () => {
  const look = createLook({ color: false, unicode: true, screen: false })
  const states = await Promise.all([layered, hostileBefore].map(fixture => explorerOf(fixture)))
  const key = fc.constantFrom(
    ...'up down left right pageup pagedown home end tab enter space escape backspace ctrl-u ctrl-d'.split(
      ' ',
    ),
    ...'/ ? [ ] a c e E g G h j k l m s u w 日 é'.split(' '),
  )
  const size = fc.tuple(fc.integer({ min: 1, max: 250 }), fc.integer({ min: 1, max: 80 }))
  const action = fc.oneof(
    { weight: 8, arbitrary: key.map(key => ({ kind: 'key' as const, key })) },
    {
      weight: 1,
      arbitrary: size.map(([columns, lines]) => ({ kind: 'resize' as const, columns, lines })),
    },
  )
  fc.assert(
    fc.property(fc.constantFrom(...states), fc.array(action, { maxLength: 40 }), (start, actions) => {
      const state = actions.reduce(update, start)
      const frame = frameOf(state, look)
      expect(frame.length).toBe(state.lines)
      const bad = frame
        .flat()
        .filter(
          ({ left, text }) => left + widthOf(text) > state.columns || /[\p{Cc}\p{Cs}\p{Cf}]/u.test(text),
        )
      expect(bad).toEqual([])
      expect(state.cursor).toBeLessThan(Math.max(1, state.rows.length))
      expect(state.top).toBeLessThanOrEqual(state.cursor)
    }),
    { numRuns: 60 },
  )
})
