import { expect, test } from 'vitest'
import type { RebuildFigures } from '../../src/measure/rebuild/figures.ts'
import { numberLines } from '../../src/report/terminal/numbers.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { candidate, report, size } from '../support/reports.ts'

const style = createStyle({ color: false, unicode: true, width: 80 })
const figures = (
  warmMs: number,
  layerCacheMs: number,
  more: Partial<RebuildFigures> = {},
): RebuildFigures => ({
  coldMs: 12_000,
  source: { kind: 'measured', file: 'src/main.go', warmMs, layerCacheMs, cacheMounts: true },
  standIn: false,
  notes: [],
  ...more,
})

test('rebuilds, bytes, memory: before and after, with what they rest on', () => {
  const original = {
    ...report().original,
    size: size(9e6, { beyondBase: 3e6 }),
    readyMs: 900,
    peakMemoryBytes: 50e6,
    rebuild: figures(6000, 6000, { repush: { bytes: 3e6, layers: 2, kind: 'measured' } }),
  }
  const chosen = candidate('staged', {
    size: size(1e6, { beyondBase: 4e5 }),
    rebuild: figures(700, 5900, {
      repush: { bytes: 4e5, layers: 1, kind: 'estimated' },
      manifest: { kind: 'void', file: 'go.mod', reason: 'the step that reads the file came from the cache' },
    }),
  })
  expect(numberLines(original, chosen, style)).toEqual([
    'Before and after',
    ' rebuild after one line of source    6.0 s  →     0.7 s',
    '   with the layer cache alone        6.0 s  →     5.9 s',
    '   to push after it                3.00 MB  →  ≤ 400 kB',
    ' rebuild after a touched manifest  unknown  →      void',
    '   with the layer cache alone      unknown  →      void',
    ' cold build                           12 s  →      12 s',
    ' push beyond the base              3.00 MB  →    400 kB',
    ' time to ready                       0.9 s  →   unknown',
    ' peak memory                       50.0 MB  →   unknown',
    ' Touched: src/main.go, go.mod.',
    ' Rebuilds are one build each, on caches of their own: with the cache mounts',
    ' that a build left (a laptop), and without (a fresh CI runner).',
    ' ≤: the line changed nothing of what ships; an edit that does pushes at most',
    ' that.',
    ' go.mod: void, the step that reads the file came from the cache.',
  ])
})

test('nothing where nothing is known', () => {
  expect(numberLines(report().original, candidate('staged'), style)).toEqual([])
})
