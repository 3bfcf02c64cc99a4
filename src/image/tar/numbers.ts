import { ImageError } from '../image-error.ts'

/**
 * A numeric field of a tar header: octal digits padded with spaces or NULs, or base-256 where the top bit is
 * set (GNU). The rules are those of Go's archive/tar, which Docker reads layers with.
 */
export function parseNumber(field: Uint8Array, what: string, offset: number): number {
  const first = field[0] ?? 0
  return first & 0x80 ? parseBase256(field, what, offset) : parseOctal(field, what, offset)
}

function parseOctal(field: Uint8Array, what: string, offset: number): number {
  let start = 0
  let end = field.length
  while (start < end && isPadding(field[start])) start++
  while (end > start && isPadding(field[end - 1])) end--
  let value = 0
  for (let at = start; at < end; at++) {
    const byte = field[at] ?? 0
    // What follows a NUL is not part of the number.
    if (byte === 0) break
    if (byte < 0x30 || byte > 0x37) throw bad(`${what} is not an octal number`, offset)
    value = value * 8 + (byte - 0x30)
  }
  if (!Number.isSafeInteger(value)) throw bad(`${what} is too large`, offset)
  return value
}

function parseBase256(field: Uint8Array, what: string, offset: number): number {
  const negative = ((field[0] ?? 0) & 0x40) !== 0
  let value = 0n
  for (const [at, byte] of field.entries()) {
    const bits = negative ? byte ^ 0xff : byte
    value = (value << 8n) | BigInt(at === 0 ? bits & 0x7f : bits)
  }
  const number = Number(negative ? -value - 1n : value)
  if (!Number.isSafeInteger(number)) throw bad(`${what} is too large`, offset)
  return number
}

/** A decimal number of a PAX record. */
export function parseDecimal(text: string, what: string, offset: number): number {
  if (!/^-?\d{1,19}$/.test(text)) throw bad(`${what} is not a number`, offset)
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw bad(`${what} is too large`, offset)
  return value
}

/** A PAX time such as `1700000000.123456789`, split without loss. */
export function parseTime(text: string, offset: number): { seconds: number; nanos: number } {
  const match = /^(-?)(\d{1,15})(?:\.(\d*))?$/.exec(text)
  if (!match) throw bad('a PAX time is not a number', offset)
  const whole = Number(match[2])
  const nanos = Number((match[3] ?? '').slice(0, 9).padEnd(9, '0'))
  if (match[1] === '') return { seconds: whole, nanos }
  return nanos === 0
    ? { seconds: 0 - whole, nanos: 0 }
    : { seconds: -whole - 1, nanos: 1_000_000_000 - nanos }
}

function isPadding(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0
}

function bad(message: string, offset: number): ImageError {
  return new ImageError('image-corrupt', `bad tar header: ${message}`, { offset })
}
