import { type Colour, type ColourBy, mainColour } from './colours.ts'
import { filesText, sizeText, spoken } from './describe.ts'
import { element } from './dom.ts'
import { ancestors, type FileTree, isFolder, nameOf, type Selection } from './file-tree.ts'
import { type Cell, layout } from './layout.ts'

/** What the map shows. */
export interface MapView {
  readonly tree: FileTree
  readonly selection: Selection
  readonly isIn: (at: number) => boolean
  readonly folder: number
  readonly colourBy: ColourBy
}

export interface TreeMap {
  readonly box: HTMLElement
  show(view: MapView): void
  focus(): void
}

interface Events {
  readonly onOpen: (at: number) => void
  readonly onUp: () => void
  /** Undefined where nothing is pointed at. */
  readonly onLook: (at: number | undefined) => void
}

/** The treemap: one stop for the Tab key, arrow keys within, and what it shows is also in the table below it. */
export function createMap({ onOpen, onUp, onLook }: Events): TreeMap {
  const box = element('div', {
    class: 'map',
    role: 'group',
    'aria-label':
      'Map of the files. Arrow keys move, Enter opens a folder, Escape goes up. A table with the same follows.',
  })
  let cells: readonly Cell[] = []
  let view: MapView | undefined
  let current: HTMLElement | undefined

  const draw = (): void => {
    if (view === undefined) return
    const shown = view
    const { clientWidth, clientHeight } = box
    cells = layout(shown.tree, shown.selection, shown.folder, clientWidth, clientHeight)
    box.replaceChildren(...cells.map((cell, index) => drawn(cell, index, shown)))
    current = undefined
    moveTo(box.querySelector('button') ?? undefined, false)
  }
  const moveTo = (next: HTMLElement | undefined, focus: boolean): void => {
    if (next === undefined) return
    if (current) current.tabIndex = -1
    current = next
    current.tabIndex = 0
    if (focus) current.focus()
  }
  const cellAt = (target: EventTarget | null): Cell | undefined => {
    const button = target instanceof Element ? target.closest('[data-cell]') : null
    return button instanceof HTMLElement ? cells[Number(button.dataset['cell'])] : undefined
  }
  const open = (cell: Cell): void => {
    if (view !== undefined && cell.at !== view.folder && isFolder(view.tree, cell.at)) onOpen(cell.at)
    else onLook(cell.at)
  }

  box.addEventListener('click', event => {
    const cell = cellAt(event.target)
    if (cell) open(cell)
  })
  box.addEventListener('pointerover', event => onLook(cellAt(event.target)?.at))
  box.addEventListener('pointerleave', () => onLook(undefined))
  box.addEventListener('focusin', event => {
    if (event.target instanceof HTMLElement) moveTo(event.target, false)
    onLook(cellAt(event.target)?.at)
  })
  box.addEventListener('keydown', event => {
    const cell = cellAt(document.activeElement)
    const step = steps[event.key]
    if (step !== undefined && cell) {
      event.preventDefault()
      const next = nearest(cells, cell, step)
      if (next >= 0) moveTo(box.querySelector<HTMLElement>(`[data-cell="${next}"]`) ?? undefined, true)
    } else if (event.key === 'Escape' || event.key === 'Backspace') {
      event.preventDefault()
      onUp()
    }
  })
  new ResizeObserver(() => draw()).observe(box)
  return {
    box,
    show: next => {
      view = next
      draw()
    },
    focus: () => current?.focus(),
  }
}

function drawn(cell: Cell, index: number, { tree, selection, colourBy, isIn }: MapView): HTMLElement {
  const isRest = cell.kind === 'rest'
  const name = isRest ? `${filesText(cell.files)}, too small to show` : nameFrom(tree, cell.top, cell.at)
  const [bytes = '', share = ''] = sizeText(cell.bytes, selection.bytes[0] ?? 0).split(', ')
  const more = isRest ? [] : spoken(tree, selection, cell.at)
  const made = element('button', {
    type: 'button',
    tabindex: '-1',
    class: cell.kind,
    'data-cell': String(index),
  })
  // All of it is read out; what has no room is only not seen.
  const hasName = !isRest && cell.width > 34 && cell.height > 15
  const hasSize = !isRest && cell.width > 64 && (cell.kind === 'frame' || cell.height > 34)
  made.append(
    element('bdi', hasName ? { dir: 'ltr' } : { dir: 'ltr', class: 'hidden' }, [name]),
    element('small', hasSize ? {} : { class: 'hidden' }, [bytes]),
    element('span', { class: 'hidden' }, [[share, ...more].join(', ')]),
  )
  const { style } = made
  style.left = `${cell.x}px`
  style.top = `${cell.y}px`
  style.width = `${Math.max(0, cell.width - 1)}px`
  style.height = `${Math.max(0, cell.height - 1)}px`
  if (cell.kind === 'cell') paint(style, mainColour(tree, cell.at, colourBy, isIn))
  return made
}

/** `lib/x86_64-linux-gnu`, where the one holds the other alone. */
function nameFrom(tree: FileTree, top: number, at: number): string {
  const parts = ancestors(tree, at)
  return parts
    .slice(parts.indexOf(top))
    .map(part => nameOf(tree, part))
    .join('/')
}

export function paint(style: CSSStyleDeclaration, { hue, chroma }: Colour): void {
  style.setProperty('--hue', String(hue))
  style.setProperty('--chroma', String(chroma))
}

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
}

/** The cell that lies next in a direction: what is nearly straight ahead before what is nearer and aside. */
function nearest(cells: readonly Cell[], from: Cell, [dx, dy]: readonly [number, number]): number {
  const at = middle(from)
  let best = -1
  let least = Number.POSITIVE_INFINITY
  cells.forEach((cell, index) => {
    if (cell === from) return
    const to = middle(cell)
    const ahead = (to.x - at.x) * dx + (to.y - at.y) * dy
    const aside = Math.abs((to.x - at.x) * dy) + Math.abs((to.y - at.y) * dx)
    const far = ahead + 2 * aside
    if (ahead > 1 && far < least) {
      least = far
      best = index
    }
  })
  return best
}

/** Of a frame, where its name stands. */
function middle({ kind, x, y, width, height }: Cell): { readonly x: number; readonly y: number } {
  return { x: x + width / 2, y: kind === 'frame' ? y + 10 : y + height / 2 }
}
