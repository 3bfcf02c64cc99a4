import { type ImageTree, joinPath } from '../image/root/image-tree.ts'

/** One line of the readable form. */
export type CutLine =
  /** The directory with all that is in it. */
  | { readonly kind: 'tree'; readonly path: string }
  /** The path alone: a file, a link, or a directory without its contents. */
  | { readonly kind: 'path'; readonly path: string }

export interface CutInput {
  readonly tree: ImageTree
  /** Paths that some line has to name. Their ancestors come along by themselves. */
  readonly wanted: ReadonlySet<string>
  /** Paths that are kept anyway, so that to name them costs nothing. */
  readonly free: (path: string) => boolean
  /** Directories that may not be taken whole: something in them must stay out. */
  readonly closed: (path: string) => boolean
  /** λ: bytes that one line less is worth. */
  readonly lineBytes: number
}

interface Cut {
  readonly cost: number
  /** Bytes below that nobody wants. Infinite where the directory may not be taken whole. */
  readonly surplus: number
  readonly wanted: boolean
  readonly lines: readonly CutLine[]
}

/**
 * The tree cut: chooses, for each directory, between one line for all of it and lines for the parts of it, so that
 * surplus bytes + λ · lines is least. Children do not influence each other, so the best of each is the best of all
 * (proof: exchange any subtree's lines for its own optimum). One visit of each node: linear.
 */
export const cutTree = (
  input: CutInput,
): { readonly lines: readonly CutLine[]; readonly surplus: number } => {
  const { lines } = cutNode(input, '/')
  return { lines, surplus: surplusOf(input, lines) }
}

const cutNode = (input: CutInput, path: string): Cut => {
  const node = input.tree.get(path)
  const wanted = input.wanted.has(path)
  if (node?.kind !== 'directory') return cutLeaf(input, path, wanted)
  const children = input.tree.list(path).map(name => cutNode(input, joinPath(path, name)))
  const split = joinParts(children, path, wanted, input.lineBytes)
  const surplus = children.reduce(
    (sum, child) => sum + child.surplus,
    input.closed(path) ? Number.POSITIVE_INFINITY : 0,
  )
  const whole = surplus + input.lineBytes
  // A lone wanted child says more than its directory does: at equal cost the parts win.
  if (!split.wanted || children.length === 0 || whole >= split.cost) return { ...split, surplus }
  return { cost: whole, surplus, wanted: true, lines: [{ kind: 'tree', path }] }
}

const cutLeaf = (input: CutInput, path: string, wanted: boolean): Cut => {
  if (wanted) return { cost: input.lineBytes, surplus: 0, wanted, lines: [{ kind: 'path', path }] }
  const size = input.tree.get(path)?.size ?? 0
  const surplus = input.closed(path) ? Number.POSITIVE_INFINITY : input.free(path) ? 0 : size
  return { cost: 0, surplus, wanted, lines: [] }
}

/** A directory that is wanted comes along with any line below it; without one it needs a line of its own. */
const joinParts = (children: readonly Cut[], path: string, wanted: boolean, lineBytes: number) => {
  const lines = children.flatMap(child => child.lines)
  const alone: readonly CutLine[] = wanted && lines.length === 0 ? [{ kind: 'path', path }] : []
  return {
    cost: children.reduce((sum, child) => sum + child.cost, 0) + alone.length * lineBytes,
    wanted: wanted || lines.length > 0,
    lines: [...lines, ...alone],
  }
}

const surplusOf = (input: CutInput, lines: readonly CutLine[]): number =>
  lines.reduce((sum, line) => (line.kind === 'tree' ? sum + bytesBelow(input, line.path) : sum), 0)

const bytesBelow = (input: CutInput, path: string): number => {
  const node = input.tree.get(path)
  if (node?.kind !== 'directory') {
    return input.wanted.has(path) || input.free(path) ? 0 : (node?.size ?? 0)
  }
  return input.tree.list(path).reduce((sum, name) => sum + bytesBelow(input, joinPath(path, name)), 0)
}
