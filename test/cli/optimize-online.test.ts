import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { type FakeRegistry, startRegistry } from '../engines/registry/fake-registry.ts'
import { fakeIo } from '../support/fake-io.ts'

let registry: FakeRegistry
let folder = ''
let digest = ''

beforeEach(async () => {
  registry = await startRegistry()
  digest = registry.push('team/golang', '1.26', {
    layers: [{ files: [{ path: 'a', content: 'a'.repeat(5000) }] }],
  })
  folder = mkdtempSync(join(tmpdir(), 'laststage-online-'))
  writeFileSync(join(folder, 'go.mod'), 'module example.com/hello\n\ngo 1.26\n')
  writeFileSync(join(folder, 'main.go'), 'package main\n\nfunc main() {\n\tprintln("hello")\n}\n')
})

afterEach(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

async function optimize(from: string, ...args: readonly string[]) {
  writeFileSync(
    join(folder, 'Dockerfile'),
    `FROM ${from}\nWORKDIR /src\nCOPY . .\nRUN go build -o /hello .\nCMD ["/hello"]\n`,
  )
  const io = fakeIo({ cwd: folder, env: { DOCKER_CONFIG: folder } })
  // Tidied stages keep their base, so no registry but the one here is asked.
  const code = await run(['optimize', '--strategy', 'tidy', ...args], io)
  return { code, out: io.out(), err: io.err() }
}

const report = (out: string) => v.parse(reportSchema, JSON.parse(out))

test('--online takes digest and size from the registry', async () => {
  const image = `${registry.host}/team/golang:1.26`
  const { code, out } = await optimize(image, '--static', '--online', '--json')
  expect(code).toBe(0)
  const { base } = report(out).original
  expect(base).toMatchObject({ image, registry: { name: registry.host, digest } })
  expect(base?.compressed).toBeGreaterThan(0)
  expect(report(out).notes).toEqual([])
  const shown = await optimize(image, '--static', '--online')
  expect(shown.out).toMatch(/ - original +≥ [\d.]+ k?B +unknown\n/)
  expect(shown.out).toContain('to pull now (linux/')
})

test('where a registry has no answer the catalogue stands, with a note', async () => {
  const image = `${registry.host}/team/golang:none`
  const { code, out } = await optimize(image, '--static', '--online', '--json')
  expect(code).toBe(0)
  expect(report(out).original.base).toEqual({ image })
  expect(report(out).notes).toEqual([
    expect.stringContaining(`The catalogue stands for ${image}, since `) as unknown,
  ])
})

test('without --online nobody is asked, and --online alone is refused', async () => {
  await optimize(`${registry.host}/team/golang:1.26`, '--static')
  expect(registry.seen).toEqual([])
  const { code, err } = await optimize(`${registry.host}/team/golang:1.26`, '--online')
  expect(code).toBe(2)
  expect(err).toContain('--online goes with --static')
})
