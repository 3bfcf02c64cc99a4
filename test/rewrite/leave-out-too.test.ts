import { expect, test } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import type { Candidate } from '../../src/rewrite/candidate.ts'
import { leaveOutToo } from '../../src/rewrite/extend-dockerignore.ts'

const candidate = (text: string, files: Readonly<Record<string, string>> = {}): Candidate => ({
  id: 'staged',
  strategy: 'staged',
  title: 'staged',
  files: { Dockerfile: text, ...files },
  dockerfile: 'Dockerfile',
  changes: [],
  diagnostics: [],
  finalBase: 'scratch',
})

const own = ['laststage.receipt.json', '**/*.before-laststage']

test('what laststage puts beside a Dockerfile that copies everything is left out of the context', () => {
  const made = leaveOutToo(memoryApp({ '.dockerignore': '.git' }), candidate('FROM a\nCOPY . .\n'), own)
  expect(made.files['.dockerignore']).toBe('.git\nlaststage.receipt.json\n**/*.before-laststage\n')
  expect(made.changes.map(({ id }) => id)).toEqual(['dockerignore'])
  expect(leaveOutToo(memoryApp({}), made, own)).toBe(made)
})

test('the lines that the candidate itself adds stay', () => {
  const files = { '.dockerignore': 'dist\n' }
  const made = leaveOutToo(memoryApp({}), candidate('FROM a\nCOPY . .\n', files), own)
  expect(made.files['.dockerignore']).toMatch(/^dist\nlaststage/)
})

test('a Dockerfile that names what it copies needs no line', () => {
  const given = candidate('FROM a\nCOPY src/ .\n')
  expect(leaveOutToo(memoryApp({}), given, own)).toBe(given)
})
