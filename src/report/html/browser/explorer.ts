import type { ImageFiles } from '../../../measure/files/file-columns.ts'
import { formatSize } from '../../terminal/size.ts'
import type { ColourBy } from './colours.ts'
import { createControls, type Filter } from './controls.ts'
import { filesText, pathAndSize, whyOf } from './describe.ts'
import { button, element, pathText } from './dom.ts'
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
import { legendItems } from './legend.ts'
import { createMap } from './map.ts'
import { searched } from './search.ts'

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
  // Of two images the larger one: what went or came is in it.
  const first = trees.toSorted((a, b) => (b.total[0] ?? 0) - (a.total[0] ?? 0))[0]
  if (first === undefined) return
  const colourBy = trees.length > 1 ? 'status' : 'layer'
  const state: State = { tree: first, folder: 0, query: '', filter: 'all', colourBy }
  let isIn = matcher(state)
  let selection: Selection = select(first, isIn)
  const parts = createParts()

  const look = (at = state.folder): void =>
    parts.detail.replaceChildren(...detailOf(state.tree, selection, at))
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
    const isFlat = state.query.trim() !== '' || state.filter !== 'all'
    const sum = `${formatSize(selection.bytes[0] ?? 0)} in ${filesText(selection.files[0] ?? 0)}`
    map.show({ tree, selection, isIn, folder, colourBy })
    parts.crumbs.replaceChildren(...crumbsOf(tree, folder, open))
    parts.legend.replaceChildren(...legendItems(tree, folder, colourBy, isIn))
    parts.table.replaceChildren(fileTable(tree, selection, { folder, isFlat }, open))
    parts.found.textContent = isFlat ? `Found: ${sum}.` : sum
    parts.said.textContent = `${pathOf(tree, folder)}, ${parts.found.textContent}`
    look()
  }
  const change = (changes: Partial<State>): void => {
    Object.assign(state, changes)
    isIn = matcher(state)
    selection = select(state.tree, isIn)
    show()
  }
  const controls = createControls(trees, state, {
    onImage: tree => change({ tree, folder: sameFolder(state.tree, state.folder, tree) }),
    onQuery: query => change({ query }),
    onFilter: filter => change({ filter }),
    onColours: colourBy => change({ colourBy }),
  })
  const { crumbs, detail, legend, found, said, table } = parts
  const folder = element('nav', { 'aria-label': 'Folder' }, [crumbs])
  into.replaceChildren(controls, folder, map.box, detail, legend, found, said, table)
  show()
}

function createParts() {
  return {
    crumbs: element('ol', { class: 'crumbs' }),
    detail: element('p', { class: 'detail' }),
    legend: element('ul', { class: 'legend', 'aria-label': 'Colours' }),
    /** Read out whenever the map shows something else. */
    said: element('p', { class: 'hidden', role: 'status' }),
    found: element('p', { class: 'found muted' }),
    table: element('div'),
  }
}

function matcher({ tree, query, filter }: State): (at: number) => boolean {
  const { wastes, statuses } = tree.image.columns
  const matches = searched(tree, query)
  return at =>
    (filter !== 'wasted' || (wastes[at] ?? -1) >= 0) &&
    (filter !== 'differs' || '~+-'.includes(statuses[at] ?? '=')) &&
    (matches === undefined || matches(at))
}

function detailOf(tree: FileTree, selection: Selection, at: number): readonly HTMLElement[] {
  const [path, size] = pathAndSize(tree, selection, at)
  return [pathText(path), element('strong', {}, [size]), element('span', {}, [whyOf(tree, at).join('; ')])]
}

function crumbsOf(tree: FileTree, folder: number, open: (at: number) => void): readonly HTMLElement[] {
  return ancestors(tree, folder).map(at => {
    const current = at === folder ? { 'aria-current': 'location' } : {}
    return element('li', {}, [button(nameOf(tree, at), () => open(at), current)])
  })
}
