import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonStream } from '../../../src/engines/docker/json-stream.ts'

/** What comes out of the text, cut into pieces of the given sizes. */
function read(text: string, pieces: readonly number[]): readonly unknown[] {
  const seen: unknown[] = []
  const stream = jsonStream(
    value => seen.push(value),
    line => seen.push(line),
  )
  const bytes = new TextEncoder().encode(text)
  let at = 0
  for (const size of pieces) {
    stream.write(bytes.subarray(at, at + size))
    at += size
  }
  stream.write(bytes.subarray(at))
  stream.end()
  return seen
}

test('objects on a line each, and spread over lines as buildx 0.13 prints them', () => {
  const value = { vertexes: [{ name: 'RUN echo "}" {' }] }
  const text = `${JSON.stringify(value)}\n${JSON.stringify(value, undefined, 2)}\nERROR: failed\n`
  expect(read(text, [])).toEqual([value, value, 'ERROR: failed'])
})

test('an excerpt of a Dockerfile is text, and so is a line that looks like an object and is none', () => {
  const text = 'Dockerfile:2\n----\n   2 | >>> RUN echo {}\n{not json}\n{"a":1}\n'
  expect(read(text, [])).toEqual(['Dockerfile:2', '----', '   2 | >>> RUN echo {}', '{not json}', { a: 1 }])
})

test('an object that never ends is handed over as text', () => {
  expect(read('{"a": [1,\n2\n', [])).toEqual(['{"a": [1,', '2'])
})

test('where the pieces are cut makes no difference', () => {
  const value = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue())
  fc.assert(
    fc.property(fc.array(value), fc.boolean(), fc.array(fc.nat(20)), (values, pretty, pieces) => {
      const text = values.map(each => `${JSON.stringify(each, undefined, pretty ? 2 : undefined)}\n`).join('')
      expect(read(text, pieces)).toEqual(values.map(each => JSON.parse(JSON.stringify(each)) as unknown))
    }),
  )
})
