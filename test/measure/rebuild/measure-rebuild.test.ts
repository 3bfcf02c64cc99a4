import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readAppFolder } from '../../../src/app/read-app-folder.ts'
import type { BuiltImage, BuildRequest } from '../../../src/engines/engine.ts'
import { BuildFailure } from '../../../src/errors.ts'
import { measureRebuild } from '../../../src/measure/rebuild/measure-rebuild.ts'
import { chooseTouches } from '../../../src/measure/rebuild/touch.ts'
import { fakeBuilder } from '../../support/fake-builder.ts'
import { range } from '../../support/reports.ts'

const dockerfile = [
  'FROM golang:1.23 AS build',
  'COPY go.mod .',
  'RUN --mount=type=cache,target=/go/pkg go mod download',
  'COPY . .',
  'RUN --mount=type=cache,target=/root/.cache go build -o /app',
  'FROM scratch',
  'COPY --from=build /app /app',
  '',
].join('\n')

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'rebuild-test-'))
  writeFileSync(join(root, 'main.go'), 'package main\n')
  writeFileSync(join(root, 'go.mod'), 'module x\n')
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

const step = (name: string, cached: boolean) => ({ name, cached, ms: cached ? 0 : 10 })
/** As BuildKit tells it; FROM never counts as cached. */
const told = (download: boolean, build: boolean): BuiltImage['steps'] => [
  step('[build 1/5] FROM docker.io/library/golang:1.23', false),
  step('[build 2/5] COPY go.mod .', download),
  step('[build 3/5] RUN --mount=type=cache,target=/go/pkg go mod download', download),
  step('[build 4/5] COPY . .', build),
  step('[build 5/5] RUN --mount=type=cache,target=/root/.cache go build -o /app', build),
  step('[stage-1 1/1] COPY --from=build /app /app', build),
]

interface Seen {
  readonly dockerfile: string
  readonly main: string
  readonly mod: string
}

async function measured(answers: readonly (BuiltImage['steps'] | BuildFailure)[]) {
  const seen: Seen[] = []
  const removed: string[] = []
  const fake = fakeBuilder(() => 100)
  let nonce = 0xa0
  const engine = {
    ...fake,
    async build(request: BuildRequest): Promise<BuiltImage> {
      const [main, mod] = await Promise.all(
        ['main.go', 'go.mod'].map(async file => readFile(join(request.context, file), 'utf8')),
      )
      seen.push({ dockerfile: request.dockerfile, main: main ?? '', mod: mod ?? '' })
      const steps = answers[seen.length - 1] ?? []
      if (steps instanceof BuildFailure) throw steps
      const built = await fake.build(request)
      return { ...built, ms: seen.length * 100, steps }
    },
    removeImage: async (image: string) => {
      removed.push(image)
    },
  }
  const app = readAppFolder(root)
  const subject = { files: { Dockerfile: dockerfile }, dockerfile: 'Dockerfile' }
  const figures = await measureRebuild(
    {
      engine,
      root,
      app,
      sizes: new Map(),
      signal: new AbortController().signal,
      onDetail: () => undefined,
      nonce: () => {
        nonce += 1
        return nonce.toString(16)
      },
    },
    subject,
    chooseTouches(app, [subject]),
    false,
  )
  return { figures, seen, removed, builds: fake.builds.length }
}

test('cold, then one line with warm mounts, then another with the mounts of what ran emptied', async () => {
  const { figures, seen, removed, builds } = await measured([
    told(false, false),
    told(true, false),
    told(true, false),
    told(false, false),
    told(false, false),
  ])
  expect(figures).toMatchObject({
    coldMs: 100,
    source: { kind: 'measured', file: 'main.go', warmMs: 200, layerCacheMs: 300, cacheMounts: true },
    manifest: { kind: 'measured', file: 'go.mod', warmMs: 400, layerCacheMs: 500 },
  })
  const [cold, warm, layers, manifest, manifestLayers] = seen
  expect(cold?.main).toBe('package main\n')
  expect(cold?.dockerfile).toContain('target=/go/pkg,id=a1-/go/pkg go mod')
  expect(warm?.dockerfile).toBe(cold?.dockerfile)
  expect(warm?.main).toBe('package main\n// touched a2\n')
  // What came from the layer cache keeps its mount, or it would run again.
  expect(layers?.dockerfile).toContain('target=/go/pkg,id=a1-/go/pkg go mod')
  expect(layers?.dockerfile).toContain('target=/root/.cache,id=a3-a1-/root/.cache go build')
  expect(layers?.main).toBe('package main\n// touched a4\n')
  expect(manifest).toMatchObject({ main: 'package main\n', mod: 'module x\n// touched a5\n' })
  expect(manifestLayers?.dockerfile).toContain('id=a6-a1-/go/pkg')
  expect(removed).toHaveLength(builds)
})

test('void where the step that reads the file did not run, or was not seen', async () => {
  const { figures } = await measured([told(false, false), told(true, true), []])
  expect(figures.source).toEqual({
    kind: 'void',
    file: 'main.go',
    reason: expect.stringMatching(/came from the cache: RUN at line 6 /),
  })
  expect(figures.manifest).toMatchObject({ kind: 'void', reason: expect.stringContaining('was not seen') })
  expect(figures.repush).toBeUndefined()
})

test('void where the line breaks the build', async () => {
  const failure = new BuildFailure('RUN go vet failed', {
    file: 'Dockerfile',
    range: range(5),
    step: undefined,
    log: '',
  })
  const { figures } = await measured([told(false, false), failure, failure])
  expect(figures.source).toMatchObject({ kind: 'void', reason: expect.stringContaining('RUN go vet failed') })
})
