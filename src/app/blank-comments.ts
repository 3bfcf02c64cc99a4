/**
 * A source text with its comments blanked out, so that places stay where they are; for languages with the comments of C.
 * Strings are kept, `//` in them included: double-quoted, single-quoted, backquoted, and Java's text blocks.
 */
export function blankComments(text: string): string {
  return text.replace(
    /"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\//g,
    piece => (piece.startsWith('/') ? piece.replace(/[^\n]/g, ' ') : piece),
  )
}
