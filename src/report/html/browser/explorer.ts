import type { ImageFiles } from '../../../measure/files/file-columns.ts'
import { formatSize } from '../../terminal/size.ts'
import { type ColourBy, colourShares } from './colours.ts'
import { filesText, pathAndSize, whyOf } from './describe.ts'
import { button, choice, element, pathText } from './dom.ts'
import {
  ancestors,
  type FileTree,
  fileTree,
  nameOf,
  pathOf,
  sameFolder,
  select,
  type Selection,
} from './file-tree.ts'
import { fileTable } from './file-table.ts'
import { createMap, paint } from './map.ts'
import { searched } from './search.ts'

type Filter = 'all' | 'wasted' | 'differs'

interface State {
  tree: FileTree
  folder: number
  query: string
  filter: Filter
  colourBy: ColourBy
}

/** The map with its search, filters, legend and table. */
export function createExplorer(images: readonly ImageFiles[], into: HTMLElement): void {
  const trees = images.map(fileTree)
  const [first] = trees
  if (first === undefined) return
  const isCompared = trees.length > 1
  const state: State = {
    tree: first,
    folder: 0,
    query: '',
    filter: 'all',
    colourBy: isCompared ? 'status' : 'layer',
  }
  let selection: Selection = select(first, matcher(state))
  let isIn = matcher(state)

  const crumbs = element('ol', { class: 'crumbs' })
  const detail = element('p', { class: 'detail' })
  const legend = element('ul', { class: 'legend', 'aria-label': 'Colours' })
  const said = element('p', { class: 'hidden', role: 'status' })
  const found = element('p', { class: 'found muted' })
  const table = element('div')

  const look = (at: number | undefined): void => {
    const shown = at ?? state.folder
    const [path, size] = pathAndSize(state.tree, selection, shown)
    const why = whyOf(state.tree, shown)
    detail.replaceChildren(
      pathText(path),
      element('strong', {}, [size]),
      element('span', {}, [why.join('; ')]),
    )
  }
  const open = (at: number): void => {
    const hadFocus = map.box.contains(document.activeElement)
    state.folder = at
    show()
    if (hadFocus) map.focus()
  }
  const map = createMap({
    onOpen: open,
    onUp: () => open(Math.max(0, state.tree.parent[state.folder] ?? 0)),
    onLook: look,
  })

  const show = (): void => {
    const { tree, folder, colourBy } = state
    map.show({ tree, selection, isIn, folder, colourBy })
    crumbs.replaceChildren(
      ...ancestors(tree, folder).map(at =>
        element('li', {}, [
          button(nameOf(tree, at), () => open(at), at === folder ? { 'aria-current': 'location' } : {}),
        ]),
      ),
    )
    legend.replaceChildren(...legendItems(state, isIn))
    const isFlat = state.query.trim() !== '' || state.filter !== 'all'
    table.replaceChildren(fileTable(tree, selection, { folder, isFlat }, open))
    const sum = `${formatSize(selection.bytes[0] ?? 0)} in ${filesText(selection.files[0] ?? 0)}`
    found.textContent = isFlat ? `Found: ${sum}.` : sum
    said.textContent = `${pathOf(tree, folder)}, ${found.textContent}`
    look(undefined)
  }
  const selectAgain = (): void => {
    isIn = matcher(state)
    selection = select(state.tree, isIn)
    show()
  }

  const search = element('input', {
    type: 'search',
    placeholder: 'node_modules .map',
    'aria-label': 'Search paths and packages',
    spellcheck: 'false',
  })
  let timer = 0
  search.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => {
      state.query = search.value
      selectAgain()
    }, 120)
  })

  const switches: HTMLElement[] = []
  if (isCompared)
    switches.push(
      choice(
        'Image',
        trees.map((tree, at) => ({
          value: String(at),
          text: `${at === 0 ? 'Before' : 'After'}, ${formatSize(tree.total[0] ?? 0)}`,
        })),
        '0',
        value => {
          const tree = trees[Number(value)] ?? first
          state.folder = sameFolder(state.tree, state.folder, tree)
          state.tree = tree
          selectAgain()
        },
      ),
    )
  switches.push(
    choice<Filter>(
      'Show',
      [
        { value: 'all', text: 'All' },
        { value: 'wasted', text: 'Wasted' },
        ...(isCompared ? [{ value: 'differs', text: 'What differs' } as const] : []),
      ],
      state.filter,
      filter => {
        state.filter = filter
        selectAgain()
      },
    ),
    choice<ColourBy>(
      'Colours',
      [
        ...(isCompared ? [{ value: 'status', text: 'Difference' } as const] : []),
        { value: 'layer', text: 'Layer' },
        { value: 'owner', text: 'Package kind' },
        { value: 'waste', text: 'Waste' },
      ],
      state.colourBy,
      colourBy => {
        state.colourBy = colourBy
        show()
      },
    ),
  )

  into.replaceChildren(
    element('div', { class: 'controls' }, [
      element('label', { class: 'search' }, [element('span', {}, ['Search']), search]),
      ...switches,
    ]),
    element('nav', { 'aria-label': 'Folder' }, [crumbs]),
    map.box,
    detail,
    legend,
    found,
    said,
    table,
  )
  selectAgain()
}

function matcher({ tree, query, filter }: State): (at: number) => boolean {
  const { wastes, statuses } = tree.image.columns
  const matches = searched(tree, query)
  return at =>
    (filter !== 'wasted' || (wastes[at] ?? -1) >= 0) &&
    (filter !== 'differs' || '~+-'.includes(statuses[at] ?? '=')) &&
    (matches === undefined || matches(at))
}

/** The colours that the folder has, with their bytes. */
function legendItems(
  { tree, folder, colourBy }: State,
  isIn: (at: number) => boolean,
): readonly HTMLElement[] {
  const { instructions } = tree.image
  return colourShares(tree, folder, colourBy, isIn)
    .slice(0, 12)
    .map(({ colour, bytes }) => {
      const swatch = element('i', { 'aria-hidden': 'true' })
      paint(swatch.style, colour)
      const layer = colourBy === 'layer' ? /^layer (\d+)/.exec(colour.label)?.[1] : undefined
      const instruction = layer === undefined ? undefined : instructions[Number(layer)]
      const text = [colour.label, formatSize(bytes)].join(' ')
      return element('li', {}, [
        swatch,
        text,
        ...(instruction ? [element('code', {}, [instruction.replaceAll(/\s+/g, ' ').slice(0, 60)])] : []),
      ])
    })
}
