import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CutInput, type CutLine, cutTree } from '../../src/closure/tree-cut.ts'
import { type FileNode, type ImageTree, isWithin, joinPath } from '../../src/image/root/image-tree.ts'
import { createTree } from '../../src/image/root/read-tree.ts'

const file = (path: string, size: number): FileNode => ({
  path,
  kind: 'file',
  mode: 0o644,
  uid: 0,
  gid: 0,
  size,
  mtime: 0,
  sha256: '',
  target: '',
  inode: path,
  xattrs: new Map(),
  device: '',
})

const treeOfSizes = (sizes: Readonly<Record<string, number>>): ImageTree =>
  createTree(new Map(Object.entries(sizes).map(([path, size]) => [path, file(path, size)])))

const input = (
  tree: ImageTree,
  wanted: readonly string[],
  lineBytes: number,
  more: Partial<CutInput> = {},
): CutInput => ({
  tree,
  wanted: new Set(wanted),
  free: () => false,
  closed: () => false,
  lineBytes,
  ...more,
})

const show = (lines: readonly CutLine[]): readonly string[] =>
  lines.map(({ kind, path }) => (kind === 'tree' ? `${path}/**` : path))

const isBig = (path: string) => path === '/a/big'

describe('the tree cut', () => {
  const tree = treeOfSizes({ '/a/x': 10, '/a/y': 10, '/a/big': 1000, '/b/x': 1 })

  it('takes a directory whole where the surplus is worth fewer lines', () => {
    expect(show(cutTree(input(tree, ['/a/x', '/a/y', '/a/big'], 5)).lines)).toEqual(['/a/**'])
    expect(show(cutTree(input(tree, ['/a/x', '/a/y'], 5)).lines)).toEqual(['/a/x', '/a/y'])
    expect(show(cutTree(input(tree, ['/a/x', '/a/y'], 1001)).lines)).toEqual(['/a/**'])
    expect(cutTree(input(tree, ['/a/x', '/a/y'], 1001)).surplus).toBe(1000)
  })

  it('names a lone file and an empty directory by themselves', () => {
    expect(show(cutTree(input(tree, ['/b/x'], 1e9)).lines)).toEqual(['/b/x'])
    const empty = createTree(new Map([['/tmp', { ...file('/tmp', 0), kind: 'directory' as const }]]))
    expect(show(cutTree(input(empty, ['/tmp'], 1)).lines)).toEqual(['/tmp'])
  })

  it('never takes a closed directory whole, and pays nothing for what is kept anyway', () => {
    expect(show(cutTree(input(tree, ['/a/x', '/a/y'], 1e9, { closed: isBig })).lines)).toEqual([
      '/a/x',
      '/a/y',
    ])
    expect(show(cutTree(input(tree, ['/a/x', '/a/y'], 1, { free: isBig })).lines)).toEqual(['/a/**'])
  })

  it('covers all that is wanted at the least cost of any choice of lines', () => {
    const paths = ['/a/1', '/a/2', '/a/c/3', '/a/c/4', '/b/5', '/b/d/6', '/b/d/7', '/8']
    const directories = ['/', '/a', '/a/c', '/b', '/b/d']
    fc.assert(
      fc.property(
        fc.tuple(...paths.map(() => fc.tuple(fc.integer({ min: 0, max: 40 }), fc.boolean()))),
        fc.integer({ min: 1, max: 30 }),
        (choices, lineBytes) => {
          const sizes = Object.fromEntries(paths.map((path, index) => [path, choices[index]?.[0] ?? 0]))
          const wanted = paths.filter((_, index) => choices[index]?.[1] === true)
          const tree = treeOfSizes(sizes)
          const cut = cutTree(input(tree, wanted, lineBytes))
          expect(wanted.every(path => covers(cut.lines, path))).toBe(true)
          const cost = cut.surplus + lineBytes * cut.lines.length
          expect(cost).toBe(leastCost(sizes, wanted, directories, lineBytes))
        },
      ),
    )
  })

  it('never names more lines where a line costs more', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 6, maxLength: 6 }), sizes => {
        const tree = treeOfSizes(
          Object.fromEntries(
            sizes.map((size, index) => [joinPath(index < 3 ? '/a' : '/a/b', `f${index}`), size]),
          ),
        )
        const wanted = ['/a/f0', '/a/f1', '/a/b/f3', '/a/b/f4']
        const counts = [1, 4, 16, 64, 256].map(
          lineBytes => cutTree(input(tree, wanted, lineBytes)).lines.length,
        )
        expect(counts).toEqual([...counts].sort((a, b) => b - a))
      }),
    )
  })
})

const covers = (lines: readonly CutLine[], path: string): boolean =>
  lines.some(line => (line.kind === 'tree' ? isWithin(path, line.path) : line.path === path))

/** Tries every set of whole directories; what none covers is named alone. */
const leastCost = (
  sizes: Readonly<Record<string, number>>,
  wanted: readonly string[],
  directories: readonly string[],
  lineBytes: number,
): number => {
  let least = Number.POSITIVE_INFINITY
  for (let choice = 0; choice < 2 ** directories.length; choice++) {
    const whole = directories.filter((_, index) => (choice & (1 << index)) !== 0)
    const inside = (path: string) => whole.some(directory => isWithin(path, directory))
    const surplus = Object.entries(sizes).filter(([path]) => inside(path) && !wanted.includes(path))
    const alone = wanted.filter(path => !inside(path)).length
    const bytes = surplus.reduce((sum, [, size]) => sum + size, 0)
    least = Math.min(least, bytes + lineBytes * (whole.length + alone))
  }
  return least
}
