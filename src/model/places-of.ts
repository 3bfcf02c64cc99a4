import { rangeOf } from '../app/positions.ts'
import type { Evidence } from './change.ts'

/** A source file whose comments are blanked out, so that places in it stay where they are. */
export interface SourceText {
  readonly path: string
  readonly code: string
}

/** Every place where a pattern stands in some sources, at most 20 a file. */
export function placesOf(
  files: readonly SourceText[],
  pattern: RegExp,
  fact: (match: RegExpExecArray) => string,
): readonly Evidence[] {
  return files.flatMap(({ path, code }) => {
    const global = new RegExp(pattern.source, 'g')
    const found: Evidence[] = []
    for (let match = global.exec(code); match && found.length < 20; match = global.exec(code)) {
      const range = rangeOf(code, match.index, match.index + match[0].length)
      found.push({ file: path, range, fact: fact(match) })
    }
    return found
  })
}
