import { array, assert, constantFrom, nat, oneof, option, property, record, string, tuple } from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { memoryApp } from '../../src/app/memory-app.ts'
import { parseDockerfile } from '../../src/dockerfile/parse.ts'
import { printDockerfile } from '../../src/dockerfile/print.ts'
import { applyFixes } from '../../src/rules/apply-fixes.ts'
import { checkDockerfile } from '../../src/rules/check-document.ts'
import { rules } from '../../src/rules/index.ts'
import { readCases } from '../conformance/cases.ts'
import { fixturesOf } from './fixtures.ts'

// A loaded machine takes many times what an idle one does.
vi.setConfig({ testTimeout: 240_000 })

const settings = { seed: 20_251_125, numRuns: Number(process.env['PROPERTY_RUNS'] ?? 500) }

const texts = [...readCases().values(), ...rules.flatMap(fixturesOf).map(({ text }) => text)].filter(
  text => text.length < 3000,
)
const lines = [...new Set(texts.flatMap(text => text.split('\n')))].filter(line => line.length < 300)

/** What means something to a parser, a shell or a rule. */
const token = constantFrom(
  ...'\\ ` \n \r\n # " \' $ ${ } [ ] , && || | ; << <<-E <<E\nx\nE\n = -- : @ / ~ * ? ( ) $( $(( > < ! \t \0 \ufeff é 😀'.split(
    ' ',
  ),
  ' ',
  ' \\\n',
  '--from=0 ',
  '--mount=type=cache,target=/x ',
  ' AS b',
)

/** One change of a text: at a place, so much is cut, and this is put there. */
const mutation = record({
  at: nat(),
  cut: oneof({ weight: 4, arbitrary: nat(3) }, nat(200)),
  put: oneof(
    { weight: 4, arbitrary: token },
    { weight: 2, arbitrary: constantFrom(...lines).map(line => `\n${line}\n`) },
    { weight: 2, arbitrary: constantFrom('') },
    string({ maxLength: 6, unit: 'binary' }),
  ),
})

const mutants = tuple(
  constantFrom(...texts),
  option(constantFrom(...texts)),
  array(mutation, { maxLength: 4 }),
).map(([first, second, changes]) => {
  let text = second === null ? first : `${first}\n${second}`
  for (const { at, cut, put } of changes) {
    const start = at % (text.length + 1)
    text = text.slice(0, start) + put + text.slice(start + cut)
  }
  return text
})

const app = memoryApp({
  'package.json': '{"scripts": {"build": "vite build", "start": "vite"}, "homepage": "/shop"}',
  'package-lock.json': '{}',
  'go.mod': 'module a\n\nrequire b v1.0.0\n',
  'main.go': 'package main\n\nimport "net/http"\n',
  'pom.xml': '<project><packaging>jar</packaging></project>',
  'requirements.txt': 'flask\n',
  '.dockerignore': '**/x\n!x/y\n',
  '.git/HEAD': '',
  'src/a.txt': '',
})

const contexts = constantFrom(undefined, app)

function errors(text: string): number {
  return parseDockerfile(text).diagnostics.filter(({ severity }) => severity === 'error').length
}

describe('a Dockerfile that was changed at random', () => {
  it('is read and checked, every finding in its place', () => {
    assert(
      property(mutants, contexts, (text, context) => {
        const { document, findings } = checkDockerfile(text, 'Dockerfile', { app: context })
        expect(printDockerfile(document)).toBe(text)
        for (const { range, file } of findings) {
          if (file !== 'Dockerfile') continue
          expect(range.start.offset).toBeLessThanOrEqual(range.end.offset)
          expect(range.end.offset).toBeLessThanOrEqual(text.length)
        }
      }),
      settings,
    )
  })

  it.each([false, true])('is mended once and for all, and read no worse (unsafe: %s)', unsafe => {
    assert(
      property(mutants, contexts, (text, context) => {
        const options = { app: context, unsafe }
        const fixed = applyFixes(text, 'Dockerfile', options).text
        expect(errors(fixed)).toBeLessThanOrEqual(errors(text))
        expect(applyFixes(fixed, 'Dockerfile', options).text).toBe(fixed)
      }),
      settings,
    )
  })
})
