import { expect, test } from 'vitest'
import type { Draft } from '../../src/measure/files/draft.ts'
import { encodeFiles } from '../../src/measure/files/encode-files.ts'
import type { FileColumns } from '../../src/measure/files/file-columns.ts'
import { comparedFiles, imageFiles } from '../../src/measure/files/image-files.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { hostileAfter, hostileBefore, inspectFixture } from '../support/hostile-images.ts'

const view = async (fixture: typeof hostileBefore) => {
  const image = await inspectFixture(fixture)
  return { image, measured: measuredImage('app', image) }
}

/** Each entry as `path kind bytes`. */
function listed({ names, depths, kinds, bytes }: FileColumns): readonly string[] {
  const above: string[] = []
  return names.map((name, at) => {
    const depth = depths[at] ?? 0
    above.length = depth
    above.push(name)
    return `${above.join('/') || '/'} ${kinds[at]} ${bytes[at]}`
  })
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0)

test('every byte of every layer is in the columns: what a container sees, and what later layers hide', async () => {
  const before = await view(hostileBefore)
  const { columns } = imageFiles(before)
  expect(sum(columns.bytes)).toBe(before.measured.size.unpacked)
  expect(listed(columns)).toContain('/hidden by later layers/usr/lib/big.so f 400000')
  expect(listed(columns)).not.toContain('/usr/lib/big.so f 400000')
  expect(listed(columns)).toContain('/bin l 0')
  expect(
    new Set([columns.names, columns.depths, columns.layers, columns.owners].map(({ length }) => length)),
  ).toEqual(new Set([columns.kinds.length]))
})

test('names come fit for a page, and each file with its layer, owner and waste', async () => {
  const { columns, instructions } = imageFiles(await view(hostileBefore))
  expect(columns.names).toContain(String.raw`caf\xff.txt`)
  expect(columns.names).toContain(String.raw`line\x0abreak.js`)
  expect(columns.names.filter(name => /[\p{Cc}\p{Cs}\p{Cf}]/u.test(name))).toEqual([])
  expect(instructions[1]).toContain(String.raw`\u{202e}`)
  const cache = columns.names.indexOf('x')
  expect(columns.reasons[columns.wastes[cache] ?? -1]).toBe('npm cache')
  expect(columns.layers[cache]).toBe(2)
  const manifest = columns.names.indexOf('package.json')
  expect(columns.reasons[columns.owners[manifest] ?? -1]).toBe('npm <script>alert(1)</script> 1.0.0')
})

test('compared files say what became of them, and why where that is known', async () => {
  const [before, after] = comparedFiles(await view(hostileBefore), await view(hostileAfter), path =>
    path === '/usr/bin/bash' ? 'not touched' : undefined,
  )
  const status = ({ columns }: typeof before, name: string) => columns.statuses[columns.names.indexOf(name)]
  expect(status(before, 'bash')).toBe('-')
  expect(status(before, String.raw`caf\xff.txt`)).toBe('~')
  expect(status(before, 'app')).toBe(' ')
  expect(status(after, '`tick` | pipe @everyone #1.js')).toBe('=')
  expect(status(after, 'fresh.js')).toBe('+')
  expect(before.columns.reasons[before.columns.whys[before.columns.names.indexOf('bash')] ?? -1]).toBe(
    'not touched',
  )
})

const file = (name: string, bytes: number): [string, Draft] => [
  name,
  { name, kind: 'f', bytes, layer: 0, status: ' ' },
]
const folder = (name: string, children: [string, Draft][]): [string, Draft] => [
  name,
  { name, kind: 'd', bytes: 0, layer: -1, status: ' ', children: new Map(children) },
]

test('of too many files the smallest of each folder become one entry, and every folder keeps its bytes', () => {
  const small = Array.from({ length: 50 }, (_, at) => file(`s${at}`, 1))
  const [, root] = folder('', [
    folder('a', [file('large', 1000), ...small]),
    folder('b', [folder('c', [file('x', 2)]), file('y', 3)]),
  ])
  const whole = encodeFiles(root)
  const cut = encodeFiles(root, 6)
  expect(listed(cut)).toEqual([
    '/ d 0',
    '/a d 0',
    '/a/ * 50',
    '/a/large f 1000',
    '/b d 0',
    '/b/ * 2',
    '/b/y f 3',
  ])
  expect(cut.counts).toEqual({ 2: 50, 5: 1 })
  expect(sum(cut.bytes)).toBe(sum(whole.bytes))
  expect(whole.counts).toEqual({})
})
