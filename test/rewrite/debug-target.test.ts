import { expect, test } from 'vitest'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import { withFiles } from '../../src/app/memory-app.ts'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { buildModel } from '../../src/model/model.ts'
import type { Candidate } from '../../src/rewrite/candidate.ts'
import { addDebugTarget } from '../../src/rewrite/debug-target.ts'
import { propose } from '../../src/rewrite/propose.ts'

const candidate = (text: string): Candidate => ({
  id: 'staged',
  strategy: 'staged',
  title: 'staged',
  files: { Dockerfile: text },
  dockerfile: 'Dockerfile',
  changes: [],
  diagnostics: [],
  finalBase: 'scratch',
})

const debuggable = (text: string): string => addDebugTarget(candidate(text)).files['Dockerfile'] ?? ''

test('the file still ends with what ships, and debug is that and a shell', () => {
  const text =
    'FROM golang AS build\nRUN go build -o /app\n\nFROM scratch\nCOPY --from=build /app /app\nUSER 1000\n'
  const made = debuggable(text)
  expect(made).toContain('FROM scratch AS app\nCOPY --from=build /app /app\nUSER 1000\n')
  const parsed = parseDockerfile(made, 'Dockerfile')
  expect(parsed.diagnostics).toEqual([])
  const { stages, final } = buildModel(parsed)
  expect(stages.map(({ name }) => name)).toEqual(['build', 'app', 'debug-tools', 'debug', undefined])
  expect(stages[3]?.base).toEqual({ kind: 'stage', stage: 1 })
  expect(final?.base).toEqual({ kind: 'stage', stage: 1 })
  expect(final?.steps).toEqual([])
  // Only what debug needs is built for it; what ships needs none of it.
  expect(final?.needs).toEqual([1])
})

test('a name that the last stage has is kept; names that are taken are not taken again', () => {
  expect(debuggable('FROM alpine AS Web\nCMD ["a"]')).toMatch(
    /^FROM alpine AS Web\nCMD \["a"\]\n\nFROM busybox/,
  )
  const { stages } = buildModel(
    parseDockerfile(debuggable('FROM a AS app\nFROM b AS debug-tools\nFROM c\n'), 'Dockerfile'),
  )
  expect(stages.map(({ name }) => name)).toEqual([
    'app',
    'debug-tools',
    'app-2',
    'debug-tools-2',
    'debug',
    undefined,
  ])
})

test('a stage debug of the user stays his', () => {
  const given = candidate('FROM alpine AS debug\nFROM scratch\n')
  expect(addDebugTarget(given)).toBe(given)
})

test('done twice, it is done once', () => {
  const once = addDebugTarget(candidate('FROM scratch\nCOPY a /a\n'))
  expect(addDebugTarget(once)).toBe(once)
})

test('once written, there is nothing left to propose', () => {
  const app = readAppFolder('examples/go-hello')
  const [first] = propose({ app }).candidates
  if (first === undefined) throw new Error('no candidate')
  const written = withFiles(app, addDebugTarget(first).files)
  expect(propose({ app: written }).candidates).toEqual([])
})
