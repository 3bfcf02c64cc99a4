import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readExamples } from '../../../scripts/demo/examples.ts'
import { connectDocker } from '../../../src/engines/docker/connect.ts'
import type { Engine } from '../../../src/engines/engine.ts'
import { measureRebuild } from '../../../src/measure/rebuild/measure-rebuild.ts'
import { chooseTouches } from '../../../src/measure/rebuild/touch.ts'

const checkout = join(import.meta.dirname, '../../..')
let engine: Engine
beforeAll(async () => {
  engine = await connectDocker({ env: process.env })
})
afterAll(async () => {
  await engine.dispose()
})

// No times are compared: the machine may be busy. That the steps ran is what makes a figure count.
test('the proposal for go-hello is built cold, after a line, and with empty mounts', async () => {
  const example = readExamples(checkout).find(({ name }) => name === 'go-hello')
  const staged = example?.proposal.candidates.find(({ strategy }) => strategy === 'staged')
  if (example === undefined || staged === undefined) throw new Error('nothing is proposed for go-hello')
  const { root, app } = example
  const figures = await measureRebuild(
    {
      engine,
      root,
      app,
      sizes: new Map(),
      signal: new AbortController().signal,
      onDetail: () => undefined,
    },
    staged,
    { ...chooseTouches(app, [staged]), manifest: undefined },
    true,
  )
  expect(figures).toMatchObject({
    source: { kind: 'measured', file: 'hello/hello.go', cacheMounts: true },
    // The program alone: a layer of the last stage, whose base has none.
    repush: { kind: 'measured', layers: 1 },
  })
  expect(figures.repush?.bytes).toBeLessThan(1e6)
})
