import { type ImageTree, isWithin } from '../image/root/image-tree.ts'
import type { Closure } from './closure.ts'
import { formatReason, type Ledger } from './ledger.ts'

/** One line for each path kept, with its bytes and why: what `explain` answers from, and a reviewer can search. */
export const formatReceipt = (closure: Closure, ledger: Ledger, tree: ImageTree): string => {
  const lines = [...ledger].map(([path, reasons]) => {
    const bytes = tree.get(path)?.size ?? 0
    return `${path}\t${bytes}\t${reasons.map(formatReason).join('; ')}`
  })
  const { kept, strict, image } = closure.bytes
  return [
    `# What the last stage keeps, why, and its bytes. Policy ${closure.policy}.`,
    `# ${kept} of ${image} bytes; ${strict} were touched while it was traced.`,
    ...closure.notes.map(note => `# ${note}`),
    ...lines,
    '',
  ].join('\n')
}

/** Why a path of the image is kept, or by which rule it is not. Undefined where the image has no such path. */
export const explainPath = (
  closure: Closure,
  ledger: Ledger,
  tree: ImageTree,
  path: string,
): { readonly kept: boolean; readonly because: readonly string[] } | undefined => {
  const reasons = ledger.get(path)
  if (reasons !== undefined) return { kept: true, because: reasons.map(formatReason) }
  if (tree.get(path) === undefined) return undefined
  const pruned = closure.trees.flatMap(whole => whole.pruned).find(out => isWithin(path, out.path))
  if (pruned !== undefined)
    return { kept: false, because: [`in ${pruned.path}: ${pruned.because}`, untouched] }
  return { kept: false, because: ['in no tree of the app, and of no package that it used', untouched] }
}

const untouched = 'no trace touched it'
