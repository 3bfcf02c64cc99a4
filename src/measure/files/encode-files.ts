import type { Draft } from './draft.ts'
import type { FileColumns } from './file-columns.ts'

/** More entries than a page can search while one types. */
const MOST = 200_000

interface Row {
  readonly draft: Draft
  readonly depth: number
  readonly parent: number
}

/**
 * Writes a tree as columns. Of one with more entries than `most`, the smallest files and folders of each folder become
 * one entry, which says how many there were: the bytes of a folder stay what they are.
 */
export function encodeFiles(root: Draft, most: number = MOST): FileColumns {
  const rows = flatten(root)
  const { bytes, files } = sums(rows)
  const least = rows.length <= most ? -1 : (Float64Array.from(bytes).sort().at(-most) ?? 0)
  const isListed = (at: number): boolean => at === 0 || (bytes[at] ?? 0) > least
  const rest = new Map<number, { bytes: number; files: number }>()
  rows.forEach(({ parent }, at) => {
    if (isListed(at) || !isListed(parent)) return
    const sum = rest.get(parent) ?? { bytes: 0, files: 0 }
    rest.set(parent, { bytes: sum.bytes + (bytes[at] ?? 0), files: sum.files + (files[at] ?? 0) })
  })
  return columnsOf(rows, isListed, rest)
}

function flatten(root: Draft): readonly Row[] {
  const rows: Row[] = []
  const stack: Row[] = [{ draft: root, depth: 0, parent: -1 }]
  for (let row = stack.pop(); row; row = stack.pop()) {
    const parent = rows.length
    const { depth } = row
    rows.push(row)
    const children = [...(row.draft.children?.values() ?? [])].reverse()
    for (const draft of children) stack.push({ draft, depth: depth + 1, parent })
  }
  return rows
}

/** Bytes and files of each row with all below it. */
function sums(rows: readonly Row[]): { readonly bytes: Float64Array; readonly files: Float64Array } {
  const bytes = Float64Array.from(rows, ({ draft }) => draft.bytes)
  const files = Float64Array.from(rows, ({ draft }) => (draft.kind === 'f' ? 1 : 0))
  for (let at = rows.length - 1; at > 0; at--) {
    const parent = rows[at]?.parent ?? 0
    bytes[parent] = (bytes[parent] ?? 0) + (bytes[at] ?? 0)
    files[parent] = (files[parent] ?? 0) + (files[at] ?? 0)
  }
  return { bytes, files }
}

function columnsOf(
  rows: readonly Row[],
  isListed: (at: number) => boolean,
  rest: ReadonlyMap<number, { readonly bytes: number; readonly files: number }>,
): FileColumns {
  const out = {
    names: [] as string[],
    depths: [] as number[],
    bytes: [] as number[],
    layers: [] as number[],
    owners: [] as number[],
    wastes: [] as number[],
    whys: [] as number[],
  }
  const kinds: string[] = []
  const statuses: string[] = []
  const counts: Record<number, number> = {}
  const reasons = new Map<string, number>()
  const reason = (text: string | undefined): number => {
    if (text === undefined) return -1
    const known = reasons.get(text) ?? reasons.size
    reasons.set(text, known)
    return known
  }
  const add = (draft: Draft, depth: number): void => {
    out.names.push(draft.name)
    out.depths.push(depth)
    out.bytes.push(draft.bytes)
    out.layers.push(draft.layer)
    out.owners.push(reason(draft.owner))
    out.wastes.push(reason(draft.waste))
    out.whys.push(reason(draft.why))
    kinds.push(draft.kind)
    statuses.push(draft.status)
  }
  rows.forEach(({ draft, depth }, at) => {
    if (!isListed(at)) return
    add(draft, depth)
    const more = rest.get(at)
    if (more === undefined) return
    counts[out.names.length] = more.files
    add({ name: '', kind: '*', bytes: more.bytes, layer: -1, status: ' ' }, depth + 1)
  })
  const compared = statuses.some(status => status !== ' ')
  return {
    ...out,
    kinds: kinds.join(''),
    statuses: compared ? statuses.join('') : '',
    counts,
    reasons: [...reasons.keys()],
  }
}
