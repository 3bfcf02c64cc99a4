import type { TextEdit } from '../../dockerfile/edit.ts'
import type { DockerfileDocument } from '../../dockerfile/syntax.ts'
import type { FrontCommand } from './front-commands.ts'

/**
 * Takes commands out of a RUN. `all` where nothing of use would stay; undefined where it is no plain chain of commands.
 * @param mine the commands of one RUN, in order
 */
export function removals(
  document: DockerfileDocument,
  mine: readonly FrontCommand[],
  gone: ReadonlySet<FrontCommand>,
): readonly TextEdit[] | 'all' | undefined {
  if (!mine.some(each => gone.has(each))) return []
  if (mine.every(each => gone.has(each) || each.kind === 'moves' || each.kind === 'idle')) return 'all'
  const edits: TextEdit[] = []
  for (let start = 0; start < mine.length; start++) {
    if (!isGone(mine, start, gone)) continue
    let end = start
    while (end + 1 < mine.length && isGone(mine, end + 1, gone)) end++
    const edit = cut(document, mine, start, end)
    if (edit === undefined) return undefined
    edits.push(edit)
    start = end
  }
  return edits
}

/** A `cd` between two that go, or next to one, goes with them; where the next stands is said again. */
function isGone(mine: readonly FrontCommand[], at: number, gone: ReadonlySet<FrontCommand>): boolean {
  const each = mine[at]
  if (!each) return false
  if (gone.has(each)) return true
  if (each.kind !== 'moves') return false
  const after = mine.slice(at + 1).find(other => other.kind !== 'moves')
  const before = mine.slice(0, at).findLast(other => other.kind !== 'moves')
  return (after !== undefined && gone.has(after)) || (before !== undefined && gone.has(before))
}

const chained = (joinedBy: string | undefined) => joinedBy === '&&' || joinedBy === ';'

function cut(
  document: DockerfileDocument,
  mine: readonly FrontCommand[],
  start: number,
  end: number,
): TextEdit | undefined {
  const first = mine[start]
  const last = mine[end]
  const previous = mine[start - 1]
  const next = mine[end + 1]
  const inside = mine.slice(start, end + 2)
  if (!first || !last || inside.some(({ command }) => command.depth > 0)) return undefined
  if (next) {
    if (!chained(next.command.joinedBy) || (previous && !chained(first.command.joinedBy))) return undefined
    const stood = previous?.next ?? first.step.workdir
    const text = stood === last.next ? '' : `cd ${last.next} && `
    return { from: first.command.range.start.offset, to: next.command.range.start.offset, text }
  }
  if (!previous || !chained(first.command.joinedBy)) return undefined
  const from = previous.command.range.end.offset
  // A redirect after the command's last word belongs to it.
  const between = document.text.slice(from, first.command.range.start.offset)
  return /^[\s\\]*(?:&&|;)[\s\\]*$/.test(between)
    ? { from, to: last.command.range.end.offset, text: '' }
    : undefined
}
