import { cp, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { reportSchema } from '../../src/report/schema.ts'
import { laststage } from './laststage.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'examples-e2e-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

/**
 * What one example of each kind of runtime has to come to: a static binary, a JVM, Node, a built site, Python, and
 * pages that nothing builds; bytes unpacked, with the stand-in base images. One of them with all strategies; the
 * closure of the others has tests of its own.
 */
const cases = [
  { name: 'go-hello', strategy: 'auto', basis: 'probes', limits: [['', 1.6e6]] },
  {
    name: 'java-maven',
    strategy: 'staged',
    basis: 'probes',
    limits: [
      ['', 50e6],
      ['jlink', 50e6],
    ],
  },
  { name: 'express-api', strategy: 'staged', basis: 'probes', limits: [['', 160e6]] },
  {
    name: 'react-spa',
    strategy: 'staged',
    basis: 'contract',
    limits: [
      ['', 10e6],
      ['nginx', 28.9e6],
    ],
  },
  { name: 'flask-api', strategy: 'staged', basis: 'probes', limits: [['', 135e6]] },
  { name: 'html-python', strategy: 'staged', basis: 'contract', limits: [['', 10e6]] },
] as const

describe.each(cases)('$name', ({ name, strategy, basis, limits }) => {
  const out = (): string => join(folder, name)

  test('is made small, and proved', async () => {
    const result = await laststage([
      'optimize',
      `examples/${name}`,
      '--strategy',
      strategy,
      '--json',
      '--out',
      out(),
    ])
    expect(result).toMatchObject({ code: 0, stderr: expect.not.stringContaining('laststage has a bug') })
    const report = v.parse(reportSchema, JSON.parse(result.stdout))
    for (const [part, limit] of limits) {
      const candidate = report.candidates.find(({ id }) =>
        part === '' ? id === report.chosen : id.includes(part),
      )
      expect(candidate?.verdict).toMatchObject({ kind: 'equivalent', basis, differences: [] })
      expect(candidate?.size?.kind).toBe('measured')
      expect(candidate?.size?.unpacked).toBeLessThanOrEqual(limit)
      expect(report.original.size?.unpacked).toBeGreaterThan(limit * 4)
    }
    const chosen = report.candidates.find(candidate => candidate.id === report.chosen)
    for (const [path, text] of Object.entries(chosen?.files ?? {})) {
      expect(await readFile(join(out(), path), 'utf8')).toBe(text)
    }
  })

  test('a second optimize of the result changes nothing', async () => {
    const app = join(folder, `${name}-again`)
    await cp(`examples/${name}`, app, { recursive: true })
    await cp(out(), app, { recursive: true })
    const result = await laststage(['optimize', app, '--static', '--json'])
    const report = v.parse(reportSchema, JSON.parse(result.stdout))
    const chosen = report.candidates.find(candidate => candidate.id === report.chosen)
    for (const [path, text] of Object.entries(chosen?.files ?? {})) {
      expect(await readFile(join(app, path), 'utf8')).toBe(text)
    }
    expect(result.code).toBe(0)
  })
})
