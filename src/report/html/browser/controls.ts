import { formatSize } from '../../terminal/size.ts'
import type { ColourBy } from './colours.ts'
import { choice, element } from './dom.ts'
import type { FileTree } from './file-tree.ts'

export type Filter = 'all' | 'wasted' | 'differs'

interface Events {
  readonly onImage: (tree: FileTree) => void
  readonly onQuery: (query: string) => void
  readonly onFilter: (filter: Filter) => void
  readonly onColours: (colourBy: ColourBy) => void
}

/** Milliseconds after the last key: not each letter is worth a search of 100,000 paths. */
const PAUSE = 120

/** The search and the choices above the map. */
export function createControls(
  trees: readonly FileTree[],
  { tree, colourBy }: { readonly tree: FileTree; readonly colourBy: ColourBy },
  { onImage, onQuery, onFilter, onColours }: Events,
): HTMLElement {
  const isCompared = trees.length > 1
  return element('div', { class: 'controls' }, [
    searchBox(onQuery),
    ...(isCompared ? [imageChoice(trees, tree, onImage)] : []),
    choice<Filter>(
      'Show',
      [
        { value: 'all', text: 'All' },
        { value: 'wasted', text: 'Wasted' },
        ...(isCompared ? [{ value: 'differs', text: 'What differs' } as const] : []),
      ],
      'all',
      onFilter,
    ),
    choice<ColourBy>(
      'Colours',
      [
        ...(isCompared ? [{ value: 'status', text: 'Difference' } as const] : []),
        { value: 'layer', text: 'Layer' },
        { value: 'owner', text: 'Package kind' },
        { value: 'waste', text: 'Waste' },
      ],
      colourBy,
      onColours,
    ),
  ])
}

function searchBox(onQuery: (query: string) => void): HTMLElement {
  const input = element('input', {
    type: 'search',
    placeholder: 'node_modules .map',
    'aria-label': 'Search paths and packages',
    spellcheck: 'false',
  })
  let timer = 0
  input.addEventListener('input', () => {
    clearTimeout(timer)
    timer = window.setTimeout(() => onQuery(input.value), PAUSE)
  })
  return element('label', { class: 'search' }, [element('span', {}, ['Search']), input])
}

function imageChoice(
  trees: readonly FileTree[],
  first: FileTree,
  onImage: (tree: FileTree) => void,
): HTMLElement {
  const options = trees.map((tree, at) => ({
    value: String(at),
    text: `${at === 0 ? 'Before' : 'After'}, ${formatSize(tree.total[0] ?? 0)}`,
  }))
  return choice('Image', options, String(trees.indexOf(first)), value => {
    const tree = trees[Number(value)]
    if (tree) onImage(tree)
  })
}
