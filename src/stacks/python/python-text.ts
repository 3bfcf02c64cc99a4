/** A Python source with its comments and free-standing strings blanked out, so that places stay where they are. */
export function blankPython(text: string): string {
  const pieces = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|#[^\n]*/g
  return text.replace(pieces, piece => (/^(?:#|"""|''')/.test(piece) ? piece.replace(/[^\n]/g, ' ') : piece))
}

/** The line of a place, from 1. */
export const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length

/**
 * The arguments of a call, each as written.
 * @param open where its parenthesis opens
 */
export function callArguments(text: string, open: number): readonly string[] {
  const found: string[] = []
  let depth = 0
  let start = open + 1
  for (const match of text.slice(open).matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[()[\]{},]/g)) {
    const at = open + match.index
    const [piece] = match
    if (/^[([{]$/.test(piece)) depth++
    if (/^[)\]}]$/.test(piece)) depth--
    if ((piece === ',' && depth === 1) || depth === 0) {
      found.push(text.slice(start, at).trim())
      start = at + 1
    }
    if (depth === 0) break
  }
  return found.filter(each => each !== '')
}
