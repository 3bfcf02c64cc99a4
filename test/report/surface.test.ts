import * as v from 'valibot'
import { expect, test } from 'vitest'
import type { Surface } from '../../src/measure/surface.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { renderReport } from '../../src/report/terminal/render.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { candidate, report } from '../support/reports.ts'

const style = createStyle({ color: false, unicode: true, width: 80 })
const small: Surface = {
  packages: 4,
  shells: [],
  packageManagers: [],
  networkTools: [],
  setuid: [],
  capabilities: [],
  worldWritable: [],
  user: '65532',
  runsAsRoot: false,
  writableFiles: 0,
  executables: 2,
}
const large: Surface = {
  ...small,
  packages: 175,
  shells: ['sh', 'bash', 'dash'],
  packageManagers: ['apt', 'npm'],
  setuid: Array.from({ length: 12 }, (_, at) => `/usr/bin/setuid-program-${at}`),
  user: 'root',
  runsAsRoot: true,
  writableFiles: 14_151,
}
const proved = report({
  original: { dockerfile: 'FROM node\n', path: 'Dockerfile', diagnostics: [], surface: large },
  candidates: [candidate('staged', { surface: small })],
  chosen: 'staged',
})

test('the answer tells what changes for an attacker, within 80 columns', () => {
  const text = renderReport(proved, { current: new Map(), outcome: [] }, style)
  expect(text).toContain(
    'What an attacker finds\n packages 175 → 4\n user root → 65532\n shells 3 → 0: -sh -bash -dash\n',
  )
  expect(text).toContain(' files the user may write to 14,151 → 0')
  expect(text.split('\n').filter(line => line.length > 80)).toEqual([])
})

test('nothing is told where nothing changes', () => {
  const same = { ...proved, candidates: [candidate('staged', { surface: large })] }
  expect(renderReport(same, { current: new Map(), outcome: [] }, style)).not.toContain('attacker')
})

test('the published report has a place for it', () => {
  expect(v.parse(reportSchema, proved)).toEqual(proved)
})
