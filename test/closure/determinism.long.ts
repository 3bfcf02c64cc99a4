import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sixApps } from './apps.ts'
import { asking, openWorkshop, type Workshop } from './workshop.ts'

let workshop: Workshop
beforeAll(async () => {
  workshop = await openWorkshop()
})
afterAll(async () => {
  await workshop.close()
})

const root = (name: string): string => join(import.meta.dirname, 'fixtures', name)

/** With threads, a run-time compiler, lazy imports and children: what could differ from run to run. */
describe.each(sixApps)('$name', ({ name, probed, unprobed }) => {
  test('five traces give the same candidates, byte for byte', async () => {
    const paths = [...probed, ...unprobed]
    const [first, ...others] = await workshop.proposals(root(name), asking(paths), 5)
    expect(first?.map(({ id }) => id)).toEqual(['closure-safe', 'closure-strict'])
    expect(others).toHaveLength(4)
    for (const other of others) expect(other).toEqual(first)
  })
})

test('an image is the same, layer for layer, when its rootfs stage runs again', async () => {
  const { candidate } = await workshop.study(root('nginx'), asking(['/']))
  const again = (candidate.files['Dockerfile'] ?? '').replace('set -eu\n', 'set -eu\n# again\n')
  const layers = async (files: Readonly<Record<string, string>>) => {
    const image = await workshop.build(root('nginx'), files)
    return (await workshop.engine.inspectImage(image)).layers
  }
  const first = await layers(candidate.files)
  expect(first).toHaveLength(3)
  expect(await layers({ ...candidate.files, Dockerfile: again })).toEqual(first)
})
