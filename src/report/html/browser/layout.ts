import { treemapSquarify } from 'd3-hierarchy'
import { childrenOf, type FileTree, isFolder, type Selection } from './file-tree.ts'

export interface Cell {
  /** The entry; for a `rest` the folder that it is in. */
  readonly at: number
  /** Its first ancestor that holds the same files: a row of folders, each alone in the one above, is one cell. */
  readonly top: number
  /** `frame` shows what is in it, `rest` stands for what would be too small to be seen. */
  readonly kind: 'frame' | 'cell' | 'rest'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly bytes: number
  readonly files: number
}

interface Tile {
  readonly value: number
  readonly at: number
  readonly files: number
  x0: number
  y0: number
  x1: number
  y1: number
}

const HEAD = 20
const DEPTH = 7
/** So many cells of equal size would fill the map. Smaller ones are shown while there are fewer in all. */
const CELLS = 1500
/** In square pixels. What is smaller can't be pointed at, and comes together as one. */
const SMALLEST = 48
/** In pixels each way: less holds no frame. */
const FRAME = { width: 64, height: 48 }

/** The squarified treemap of a folder: cells in the order in which they are painted. */
export function layout(
  tree: FileTree,
  selection: Selection,
  folder: number,
  width: number,
  height: number,
): readonly Cell[] {
  const cells: Cell[] = []
  const fair = (width * height) / CELLS
  const least = (): number => (cells.length < CELLS ? Math.min(fair, SMALLEST) : fair)
  const fill = (at: number, x: number, y: number, w: number, h: number, depth: number): void => {
    for (const tile of tiles(tree, selection, at, { x, y, w, h }, least())) {
      const box = { x: tile.x0, y: tile.y0, width: tile.x1 - tile.x0, height: tile.y1 - tile.y0 }
      const common = { ...box, bytes: tile.value, files: tile.files }
      if (tile.at < 0) {
        cells.push({ ...common, at, top: at, kind: 'rest' })
        continue
      }
      const inner = onlyFolder(tree, selection, tile.at)
      const isFrame =
        depth < DEPTH && isFolder(tree, inner) && box.width > FRAME.width && box.height > FRAME.height
      cells.push({ ...common, at: inner, top: tile.at, kind: isFrame ? 'frame' : 'cell' })
      if (isFrame) fill(inner, box.x + 2, box.y + HEAD, box.width - 4, box.height - HEAD - 2, depth + 1)
    }
  }
  fill(folder, 0, 0, width, height, 1)
  return cells
}

/** Down through folders that hold one folder and nothing else. */
function onlyFolder(tree: FileTree, selection: Selection, from: number): number {
  let at = from
  for (;;) {
    const [only, second] = isFolder(tree, at) ? childrenOf(tree, selection, at) : []
    if (only === undefined || second !== undefined || !isFolder(tree, only)) return at
    at = only
  }
}

function tiles(
  tree: FileTree,
  selection: Selection,
  folder: number,
  box: { readonly x: number; readonly y: number; readonly w: number; readonly h: number },
  least: number,
): readonly Tile[] {
  const total = selection.bytes[folder] ?? 0
  if (total <= 0 || box.w < 2 || box.h < 2) return []
  const perByte = (box.w * box.h) / total
  const shown: Tile[] = []
  const rest = { value: 0, files: 0 }
  for (const at of childrenOf(tree, selection, folder)) {
    const value = selection.bytes[at] ?? 0
    const files = selection.files[at] ?? 0
    if (value * perByte >= least) shown.push({ value, at, files, x0: 0, y0: 0, x1: 0, y1: 0 })
    else {
      rest.value += value
      rest.files += files
    }
  }
  shown.sort((a, b) => b.value - a.value)
  if (rest.value * perByte >= 16) shown.push({ ...rest, at: -1, x0: 0, y0: 0, x1: 0, y1: 0 })
  const parent = { value: shown.reduce((sum, { value }) => sum + value, 0), children: shown }
  treemapSquarify(parent, box.x, box.y, box.x + box.w, box.y + box.h)
  return shown
}
