import { join } from 'node:path'
import process from 'node:process'
import { afterAll, describe, expect, test } from 'vitest'
import { writePage } from '../../scripts/write-page.ts'
import { exampleNames, keepResult, keptResult, readResults } from './examples/example-result.ts'
import { examplesPage } from './examples/page.ts'
import { tryInit, tryOptimize } from './examples/try-example.ts'

/** What examples have to come to: what proves it, and bytes unpacked with the stand-in base images. */
const limits: Readonly<Record<string, readonly ['probes' | 'contract', number]>> = {
  'angular-planner': ['contract', 10e6],
  'astro-site': ['contract', 10e6],
  'bun-hono': ['probes', 130e6],
  'caddy-trails': ['probes', 60e6],
  'cpp-prices': ['probes', 30e6],
  'deno-notes': ['probes', 130e6],
  'django-vite': ['probes', 120e6],
  'eleventy-site': ['contract', 10e6],
  'elixir-rooms': ['probes', 130e6],
  'express-api': ['probes', 170e6],
  'fastify-typescript': ['probes', 165e6],
  'flask-api': ['probes', 90e6],
  'go-hello': ['probes', 1.6e6],
  'go-vite': ['probes', 15e6],
  'gradle-ferries': ['probes', 250e6],
  'html-python': ['contract', 10e6],
  'java-maven': ['probes', 50e6],
  'koa-yarn': ['probes', 250e6],
  'native-addon': ['probes', 300e6],
  'nest-api': ['probes', 165e6],
  'next-standalone': ['probes', 205e6],
  'npm-workspaces': ['probes', 158e6],
  'php-prices': ['probes', 140e6],
  'pnpm-workspace': ['probes', 158e6],
  'react-spa': ['contract', 10e6],
  'ruby-books': ['probes', 120e6],
  'rust-notes': ['probes', 30e6],
  'spring-boot': ['probes', 260e6],
}

/** What `init` writes no Dockerfile for, and says why. */
const refused: ReadonlySet<string> = new Set(['bun-hono', 'go-hello', 'gradle-ferries'])

/**
 * With LASTSTAGE_RESUME, what was kept of the same files is not tried again; with LASTSTAGE_REBUILD, rebuilds are
 * measured too; with LASTSTAGE_PARTIAL, the page is written of what there is.
 */
const resume = process.env['LASTSTAGE_RESUME'] !== undefined
const rebuild = process.env['LASTSTAGE_REBUILD'] !== undefined

describe.each(exampleNames())('%s', name => {
  test('is made small, and proved', async () => {
    const result = (resume ? keptResult(name) : undefined) ?? (await tryOptimize(name, rebuild))
    keepResult(result)
    const found = result.basis === 'files+probes' ? 'probes' : result.basis
    const [basis, limit] = limits[name] ?? [found, result.original]
    expect(found).toBe(basis)
    expect(Math.min(result.staged ?? Infinity, result.closure ?? Infinity)).toBeLessThan(limit)
    expect(result.original).toBeGreaterThan(
      Math.min(result.staged ?? Infinity, result.closure ?? Infinity) * 1.3,
    )
  })

  test('behaves alike from the Dockerfile that init writes', async context => {
    const result = keptResult(name)
    if (result === undefined) return context.skip('the original is not known')
    const init = (resume ? result.init : undefined) ?? (await tryInit(result))
    keepResult({ ...result, init })
    expect(init).toMatch(refused.has(name) ? /^refused: / : /^(?:equivalent|contract met) /)
  })
})

// Once all of them have been tried, in however many runs.
afterAll(() => {
  const all = exampleNames().every(name => keptResult(name) !== undefined)
  if (!all && process.env['LASTSTAGE_PARTIAL'] === undefined) return
  const page = join(import.meta.dirname, '../../docs/examples.md')
  writePage(page, examplesPage(exampleNames(), readResults()))
})
