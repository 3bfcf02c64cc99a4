import { expect, describe, test } from 'vitest'
import { diffImages } from '../../src/measure/diff/diff-images.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { renderBadge } from '../../src/report/badge/badge.ts'
import { textWidth } from '../../src/report/badge/text-width.ts'
import { comment } from '../../src/report/markdown/comment.ts'
import { diffedComment } from '../../src/report/markdown/diffed.ts'
import { measuredComment } from '../../src/report/markdown/measured.ts'
import { optimizedComment } from '../../src/report/markdown/optimized.ts'
import { block, code, details, prose, table } from '../../src/report/markdown/text.ts'
import { hostile, hostileAfter, hostileBefore, inspectFixture } from '../support/hostile-images.ts'
import { candidate, range, report, size, verdict } from '../support/reports.ts'

const proved = report({
  original: {
    dockerfile: 'FROM golang:1.23\n',
    path: 'Dockerfile',
    diagnostics: [],
    size: size(283e6),
    readyMs: 300,
  },
  candidates: [
    candidate('staged', {
      size: size(1.5e6, { layers: 1, files: 1 }),
      readyMs: 120,
      verdict: verdict('equivalent', { notes: ['Not exercised: flag --serve. Tell @somebody, see #12.'] }),
      changes: [
        {
          id: 'scratch',
          title: 'scratch as the base',
          because: 'the binary is static: no *PT_INTERP*',
          evidence: [{ file: 'go.mod', range: range(1), fact: 'go 1.23' }],
          applicability: 'needs-verification',
        },
      ],
    }),
    candidate('closure', {
      verdict: verdict('different', {
        differences: [{ probe: 'GET /', what: 'body', original: hostile.script, candidate: '' }],
      }),
    }),
  ],
  chosen: 'staged',
  whyChosen: 'the only one that was proved',
})
const context = {
  current: new Map([['Dockerfile', 'FROM golang:1.23\n']]),
  budget: { total: 1e6, compressed: 1e6 },
  diff: undefined,
}

describe('the comment for a pull request', () => {
  test('of optimize', async () => {
    await expect(optimizedComment(proved, context)).toMatchFileSnapshot('fixtures/optimize.md')
  })

  test('of optimize, where nothing was chosen', async () => {
    const refused = report({ refused: { reason: 'no stack knows <this> app' } })
    await expect(optimizedComment(refused, { ...context, budget: {} })).toMatchFileSnapshot(
      'fixtures/optimize-refused.md',
    )
  })

  test('of measure, with hostile names', async () => {
    const image = measuredImage('app | `x`', await inspectFixture(hostileBefore))
    await expect(measuredComment(image)).toMatchFileSnapshot('fixtures/measure.md')
  })

  test('of diff, with hostile names', async () => {
    const before = { name: 'app:main', image: await inspectFixture(hostileBefore) }
    const after = { name: '-->', image: await inspectFixture(hostileAfter) }
    await expect(diffedComment(diffImages(before, after))).toMatchFileSnapshot('fixtures/diff.md')
  })

  test('stays within what GitHub takes: the last of what is folded goes first', () => {
    const long = details('Long', 'x'.repeat(50_000))
    const text = comment('diff', 'a', ['main'], [long, long])
    expect(text.length).toBeLessThan(60_000)
    expect(text.match(/<details>/g)).toHaveLength(1)
    expect(text).toContain('too long for a comment')
  })
})

describe('words of others', () => {
  test('as code end neither their code nor their cell', () => {
    expect(code('a ``b` | c\n@d')).toBe('```a ``b` | c @d```')
    expect(table([['a|b'], [code('c|d')]], ['left'])).toBe('| a\\|b |\n| :-- |\n| `c\\|d` |')
    expect(code('`a`')).toBe('`` `a` ``')
    expect(code('x\udcff\u202e')).toBe('`x\\xff\\u{202e}`')
  })

  test('in a sentence mark up nothing, and call nobody', () => {
    expect(prose('**a** <b> [c](d) @e #1 http://f www.g')).toBe(
      String.raw`\*\*a\*\* \<b\> \[c\](d) @<!-- -->e #<!-- -->1 http:/<!-- -->/f www<!-- -->.g`,
    )
    expect(prose('- a\n# b')).toBe(String.raw`\- a # b`)
  })

  test('as lines do not end their block', () => {
    expect(block('diff', ['+ ```', '- x'])).toBe('````diff\n+ ```\n- x\n````')
  })
})

describe('the badge', () => {
  test('says its size, and its verdict in words', async () => {
    await expect(renderBadge({ text: '13.5 MB', verdict: 'equivalent' })).toMatchFileSnapshot(
      'fixtures/badge.svg',
    )
    expect(renderBadge({ text: '<&>' })).toContain('<title>image: &#60;&#38;&#62;</title>')
  })

  test('each verdict has its colour', () => {
    const kinds = ['equivalent', 'different', 'inconclusive', undefined] as const
    const colours = kinds.map(
      verdict => /height="20" fill="(#\w+)"\/><\/g>/.exec(renderBadge({ text: '', verdict }))?.[1],
    )
    expect(new Set(colours).size).toBe(4)
  })

  test('is as wide as its text in Verdana', () => {
    // 7 × 11 px × 636/1000, as the font's metrics have a digit.
    expect(textWidth('1234567')).toBeCloseTo(48.95, 1)
    expect(textWidth('unknown W')).toBeGreaterThan(textWidth('image'))
  })
})
