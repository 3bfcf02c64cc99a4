import { describe, expect, it } from 'vitest'
import { projectWord, readCases, readGolden, readWordCases, readWordGolden, shorten } from './cases.ts'
import { difference } from './compare.ts'
import { project } from './project.ts'

describe('a Dockerfile is read as BuildKit reads it', () => {
  const golden = readGolden()
  it.each([...readCases()])('%s', (name, text) => {
    expect(golden).toHaveProperty([name])
    expect(difference(golden[name] ?? {}, shorten(project(text)))).toBeUndefined()
  })
})

describe('a word is expanded as BuildKit expands it', () => {
  const golden = readWordGolden()
  it.each(readWordCases().map((entry, at) => [entry.word, entry.escape ?? '\\', at, entry] as const))(
    '%j with %s',
    (_, _escape, at, entry) => {
      expect(projectWord(entry)).toEqual(golden[at])
    },
  )
})
