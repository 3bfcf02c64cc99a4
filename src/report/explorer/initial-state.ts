import { fileRows } from './rows.ts'
import { type Choice, selectFiles } from './selection.ts'
import type { Explored, State } from './state.ts'

/** What is seen first: the whole image, its largest folders first. */
export function initialState(image: Explored, columns: number, lines: number): State {
  const choice: Choice = { layer: -1, isWhole: false, filter: 'all', query: '' }
  const selection = selectFiles(image.entries, choice)
  const state = {
    ...choice,
    image,
    columns,
    lines,
    pane: 'files' as const,
    sort: 'size' as const,
    showsRights: false,
    isTyping: false,
    help: undefined,
    isDone: false,
    open: new Set<number>(),
    shut: new Set<number>(),
    selection,
    rows: [],
    cursor: 0,
    top: 0,
    layersTop: 0,
  }
  return { ...state, rows: fileRows(state) }
}
