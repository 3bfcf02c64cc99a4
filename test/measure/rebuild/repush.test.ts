import { expect, test } from 'vitest'
import { parseDockerfile } from '../../../src/dockerfile/parse.ts'
import { repushOf } from '../../../src/measure/rebuild/repush.ts'
import { buildModel } from '../../../src/model/model.ts'

const model = buildModel(
  parseDockerfile(
    'FROM node AS build\nCOPY . .\nRUN build\nFROM node AS other\nFROM nginx\nCOPY --from=other /c /c\nCOPY --from=build /b /b\n',
    'Dockerfile',
  ),
)
const layer = (diffId: string, compressed: number, instruction?: string) => ({
  diffId,
  compressed,
  instruction,
})
const base = layer('base', 1000, 'COPY nginx /')
const before = [base, layer('c', 20, 'COPY /c /c'), layer('b', 300, 'COPY /b /b')]
const inBuild = new Set([0])

test('layers that were not there before, each once', () => {
  const fresh = layer('new', 310, 'COPY /b /b')
  expect(repushOf(before, [base, fresh, fresh], model, inBuild)).toEqual({
    bytes: 310,
    layers: 1,
    kind: 'measured',
  })
})

test('where nothing that ships changed: the layers that the touched stage fills, as an estimate', () => {
  expect(repushOf(before, before, model, inBuild)).toEqual({ bytes: 300, layers: 1, kind: 'estimated' })
})

test('nothing is claimed where history and Dockerfile do not fit', () => {
  const unknown = before.map(({ diffId, compressed }) => layer(diffId, compressed))
  expect(repushOf(unknown, unknown, model, inBuild)).toBeUndefined()
})
