const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A name as text. Bytes that are not UTF-8 become the lone surrogates U+DC80 to U+DCFF, one each (Python calls
 * it surrogateescape), so that two different names never become one and `encodeName` gives the bytes back.
 */
export function decodeName(bytes: Uint8Array): string {
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
  try {
    return strict.decode(bytes)
  } catch {
    return decodePieces(bytes)
  }
}

/** The bytes that `decodeName` read. */
export function encodeName(name: string): Buffer {
  if (!/[\udc80-\udcff]/.test(name)) return Buffer.from(name)
  const parts: Buffer[] = []
  for (const char of name) {
    const code = char.codePointAt(0) ?? 0
    parts.push(code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(char))
  }
  return Buffer.concat(parts)
}

/** A name fit for a terminal: control characters and undecodable bytes as `\xHH`. */
export function printableName(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cs}\p{Cf}]/gu, char => {
    const code = char.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) return hex(code - 0xdc00)
    return code < 0x100 ? hex(code) : `\\u{${code.toString(16)}}`
  })
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`
}

function isAscii(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte >= 0x80) return false
  return true
}

function decodePieces(bytes: Uint8Array): string {
  let text = ''
  let at = 0
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at)
    text +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : strict.decode(bytes.subarray(at, at + length))
    at += Math.max(length, 1)
  }
  return text
}

/** Length of the valid UTF-8 sequence at `at`; 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0
  const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0
  if (length === 0 || at + length > bytes.length) return 0
  try {
    strict.decode(bytes.subarray(at, at + length))
    return length
  } catch {
    return 0
  }
}
