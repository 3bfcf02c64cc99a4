import { filesText, sizeText, whyOf } from './describe.ts'
import { button, element, pathText } from './dom.ts'
import { childrenOf, type FileTree, isFolder, nameOf, pathOf, type Selection } from './file-tree.ts'

const PAGE = 50

/** A table of entries, largest first, in pages. */
export function fileTable(
  tree: FileTree,
  selection: Selection,
  view: { readonly folder: number; readonly isFlat: boolean },
  onOpen: (at: number) => void,
): HTMLElement {
  const entries = view.isFlat
    ? filesBelow(tree, selection, view.folder)
    : childrenOf(tree, selection, view.folder)
  const sorted = entries.toSorted((a, b) => (selection.bytes[b] ?? 0) - (selection.bytes[a] ?? 0) || a - b)
  const body = element('tbody')
  const heads = ['Name', 'Size', 'Files', 'Why'].map(text =>
    element('th', { scope: 'col', class: text === 'Size' || text === 'Files' ? 'num' : '' }, [text]),
  )
  const caption = `${view.isFlat ? 'Files found' : 'Entries'} in ${pathOf(tree, view.folder)}`
  const table = element('table', { class: 'files' }, [
    element('caption', {}, [caption]),
    element('thead', {}, [element('tr', {}, heads)]),
    body,
  ])
  const more = button('', () => addPage())
  const addPage = (): void => {
    const from = body.rows.length
    for (const at of sorted.slice(from, from + PAGE)) body.append(row(tree, selection, at, view, onOpen))
    const left = sorted.length - body.rows.length
    more.hidden = left === 0
    more.textContent = `Show ${Math.min(PAGE, left)} of ${left.toLocaleString('en-US')} more`
  }
  addPage()
  return element('div', {}, [
    element('div', { class: 'scroll', role: 'region', 'aria-label': `Table: ${caption}`, tabindex: '0' }, [
      table,
    ]),
    more,
  ])
}

function filesBelow(tree: FileTree, selection: Selection, folder: number): readonly number[] {
  const found: number[] = []
  const end = tree.end[folder] ?? 0
  for (let at = folder; at < end; at++)
    if (!isFolder(tree, at) && (selection.files[at] ?? 0) > 0) found.push(at)
  return found
}

function row(
  tree: FileTree,
  selection: Selection,
  at: number,
  view: { readonly isFlat: boolean },
  onOpen: (at: number) => void,
): HTMLElement {
  const folder = isFolder(tree, at)
  const name = view.isFlat ? pathOf(tree, at) : nameOf(tree, at)
  const head = folder ? button('', () => onOpen(at), { class: 'link' }) : element('span')
  head.append(pathText(folder ? `${name}/` : name))
  const why = whyOf(tree, at)
  return element('tr', {}, [
    element('th', { scope: 'row' }, [head]),
    element('td', { class: 'num' }, [sizeText(selection.bytes[at] ?? 0, selection.bytes[0] ?? 0)]),
    element('td', { class: 'num' }, [
      folder ? (filesText(selection.files[at] ?? 0).split(' ')[0] ?? '') : '',
    ]),
    element('td', {}, [why.join('; ')]),
  ])
}
