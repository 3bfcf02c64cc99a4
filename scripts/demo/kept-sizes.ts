import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import * as v from 'valibot'

const shape = v.record(v.string(), v.number())

/**
 * Compressed sizes by layer digest, in a file of the checkout: a layer's digest says all about its bytes, so what was
 * compressed once need not be again. A file that cannot be read counts as empty.
 */
export function keptSizes(path: string): { readonly sizes: Map<string, number>; save(): void } {
  const sizes = new Map(Object.entries(read(path)))
  return {
    sizes,
    save() {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, `${JSON.stringify(Object.fromEntries(sizes))}\n`)
    },
  }
}

function read(path: string): Record<string, number> {
  try {
    return v.parse(shape, JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return {}
  }
}
