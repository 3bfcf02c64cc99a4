import { describe, expect, test } from 'vitest'
import { coldDockerfile, emptyMounts } from '../../../src/measure/rebuild/nonce.ts'

describe('coldDockerfile', () => {
  test('a new ARG in each stage, new ids for cache mounts, and all else byte for byte', () => {
    const text = [
      '# syntax=docker/dockerfile:1',
      'FROM golang:1.23 \\',
      '  AS build   # not a comment',
      'RUN  --mount=type=cache,target=/root/.cache \\',
      '\t--mount=type=bind,target=/src   go build # type=cache,id=x',
      'run --mount=id=mods,type=cache,dst=/go/pkg echo --mount=type=cache,target=/no',
      'RUN --mount="type=cache,target=/a" --mount=type=secret,id=token true',
      'FROM scratch',
      'COPY --from=build /app /app',
    ].join('\n')
    expect(coldDockerfile(text, 'abc').split('\n')).toEqual([
      '# syntax=docker/dockerfile:1',
      'FROM golang:1.23 \\',
      '  AS build   # not a comment',
      'ARG LASTSTAGE_COLD=abc',
      'RUN  --mount=type=cache,target=/root/.cache,id=abc-/root/.cache \\',
      '\t--mount=type=bind,target=/src   go build # type=cache,id=x',
      'run --mount=id=abc-mods,type=cache,dst=/go/pkg echo --mount=type=cache,target=/no',
      'RUN --mount="type=cache,target=/a",id=abc-/a --mount=type=secret,id=token true',
      'FROM scratch',
      'ARG LASTSTAGE_COLD=abc',
      'COPY --from=build /app /app',
    ])
  })

  test('line ends of the file are kept, and a file without one at its end is ended', () => {
    expect(coldDockerfile('FROM a\r\nRUN b\r\n', '1')).toBe('FROM a\r\nARG LASTSTAGE_COLD=1\r\nRUN b\r\n')
    expect(coldDockerfile('FROM a', '1')).toBe('FROM a\nARG LASTSTAGE_COLD=1')
  })
})

test('emptyMounts: mounts of the chosen instructions alone', () => {
  const text = [
    'FROM a',
    'RUN --mount=type=cache,target=/x one',
    'RUN --mount=type=cache,target=/x two',
    '',
  ].join('\n')
  const second = text.indexOf('RUN', text.indexOf('one'))
  expect(emptyMounts(text, 'n', offset => offset === second)).toBe(text.replace('/x two', '/x,id=n-/x two'))
})
