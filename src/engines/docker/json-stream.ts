export interface JsonStream {
  write(chunk: Uint8Array): void
  /** What is left is text. */
  end(): void
}

/** More than this without an end is no JSON object of a build's progress. */
const longestObject = 16 * 1024 * 1024

/**
 * Takes apart a stream in which JSON objects and lines of plain text follow each other, in whatever pieces it comes.
 * Objects may be spread over lines: buildx 0.13 pretty-prints `--progress=rawjson`. Only a line that begins with `{`
 * begins an object; what turns out to be none is handed over as text.
 */
export function jsonStream(onObject: (value: unknown) => void, onText: (line: string) => void): JsonStream {
  const decoder = new TextDecoder()
  let kept = ''
  let depth = 0
  let inString = false
  let escaped = false

  const asText = () => {
    for (const line of kept.split('\n')) if (line.trim() !== '') onText(line.replace(/\r$/, ''))
    kept = ''
    depth = 0
    inString = false
    escaped = false
  }

  const asObject = () => {
    const text = kept
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch {
      return asText()
    }
    kept = ''
    onObject(value)
  }

  const inObject = (char: string) => {
    kept += char
    if (escaped) escaped = false
    else if (inString && char === '\\') escaped = true
    else if (char === '"') inString = !inString
    else if (!inString && char === '{') depth += 1
    else if (!inString && char === '}') depth -= 1
    if (depth === 0) asObject()
    else if (kept.length > longestObject) asText()
  }

  const outside = (char: string) => {
    if (char === '{' && kept.trim() === '') {
      kept = ''
      return inObject(char)
    }
    kept += char
    if (char === '\n' || kept.length > longestObject) asText()
  }

  const take = (text: string) => {
    for (const char of text) {
      if (depth > 0) inObject(char)
      else outside(char)
    }
  }

  return {
    write: chunk => take(decoder.decode(chunk, { stream: true })),
    end: () => {
      take(decoder.decode())
      asText()
    },
  }
}
