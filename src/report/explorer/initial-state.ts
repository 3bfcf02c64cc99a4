import { fileRows } from './rows.ts'
import type { State } from './state.ts'
import type { Choice, Subject } from './subject.ts'

/** What is seen first: all of it, the largest folders first. */
export function initialState(subject: Subject, columns: number, lines: number): State {
  const choice: Choice = { group: -1, isWhole: false, filter: undefined, query: '' }
  const state = {
    ...choice,
    subject,
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
    selection: subject.select(choice),
    rows: [],
    cursor: 0,
    top: 0,
    groupsTop: 0,
  }
  return { ...state, rows: fileRows(state) }
}
