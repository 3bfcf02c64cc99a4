import { array, assert, constantFrom, nat, oneof, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { printDockerfile } from '../../src/dockerfile/print.ts'
import { buildModel } from '../../src/model/model.ts'
import { readCases } from '../conformance/cases.ts'

const RUNS = { seed: 20_251_125, numRuns: 300 }

const piece = oneof(
  constantFrom(
    'FROM a\n',
    'RUN ',
    'COPY ',
    'ENV A=',
    'ARG ',
    'ONBUILD ',
    'HEALTHCHECK CMD ',
    'SHELL ["a"]\n',
    '# escape=`\n',
    '\\\n',
    '`\n',
    '\n',
    '\r\n',
    '\r',
    ' ',
    '\t',
    '#',
    '"',
    "'",
    '$',
    '${a:-',
    '}',
    '<<EOF\n',
    'EOF\n',
    '<<',
    '[',
    ']',
    '--from=a ',
    '--mount=type=cache,target=/x ',
    '=',
    '&&',
    '|',
    ';',
    '$(',
    ')',
    '{',
    '(',
    '\u00a0',
    '\ufeff',
    '😀',
    '\0',
  ),
  string({ maxLength: 8, unit: 'grapheme' }),
)
const soup = array(piece, { maxLength: 40 }).map(pieces => pieces.join(''))

describe('any text', () => {
  it('prints back as it was, and every range lies in it', () => {
    assert(
      property(soup, text => {
        const document = parseDockerfile(text)
        expect(printDockerfile(document)).toBe(text)
        for (const { range } of [...document.instructions, ...document.diagnostics, ...document.comments]) {
          expect(range.start.offset).toBeGreaterThanOrEqual(0)
          expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset)
          expect(range.end.offset).toBeLessThanOrEqual(text.length)
        }
      }),
      RUNS,
    )
  })

  it('is modelled, its scripts and effects too', () => {
    assert(
      property(soup, text => {
        const model = buildModel(parseDockerfile(`FROM a\n${text}`))
        const effects = model.stages.flatMap(({ steps }) => steps.flatMap(step => step.effects))
        expect(effects.every(({ kind }) => kind !== undefined)).toBe(true)
      }),
      RUNS,
    )
  })

  it('prints back where a piece of a case was cut out', () => {
    const texts = [...readCases().values()].filter(text => text.length < 2000)
    assert(
      property(constantFrom(...texts), nat(), nat(), (text, from, length) => {
        const start = from % (text.length + 1)
        const mutant = text.slice(0, start) + text.slice(start + (length % 20))
        expect(printDockerfile(parseDockerfile(mutant))).toBe(mutant)
      }),
      RUNS,
    )
  })
})

describe('the logical text', () => {
  it('maps every character to the same one of the file', () => {
    for (const text of readCases().values()) {
      for (const { logical } of parseDockerfile(text).instructions) {
        const { offsets } = logical
        expect(offsets).toHaveLength(logical.text.length + 1)
        // One comparison of the whole, since a line may be long.
        const mapped = Array.from(offsets.subarray(0, logical.text.length), at => text.charAt(at)).join('')
        expect(mapped).toBe(logical.text)
      }
    }
  })
})

describe('depth and length', () => {
  it.each([
    ['expansions', `RUN <<${'${a:-'.repeat(5000)}${'}'.repeat(5000)}`],
    ['substitutions', `RUN echo ${'"$('.repeat(5000)}a${')"'.repeat(5000)}`],
    ['subshells', `RUN ${'('.repeat(5000)}a${')'.repeat(5000)}`],
    ['conditions', `RUN ${'if a; then '.repeat(5000)}b${'; fi'.repeat(5000)}`],
    ['triggers', 'ONBUILD '.repeat(5000)],
    ['arrays', `CMD ${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['lines', 'RUN a\n'.repeat(5000)],
    ['continued lines', `RUN a${' \\\n b'.repeat(5000)}`],
  ])('of %s are read to the end', (_, text) => {
    const document = parseDockerfile(`FROM a\n${text}\nCMD last\n`)
    expect(document.instructions.at(-1)?.name).toBe('CMD')
    const steps = buildModel(document).stages.flatMap(stage => stage.steps)
    // What nests too deep is said to be unknown; nothing overflows.
    expect(steps.map(step => step.effects)).toHaveLength(document.instructions.length - 1)
  })
})
