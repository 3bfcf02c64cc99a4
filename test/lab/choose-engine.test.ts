import { describe, expect, test } from 'vitest'
import { chooseEngine, type MachineProbes } from '../../lab/choose-engine.ts'

interface Machine {
  readonly engine?: boolean
  readonly registry?: boolean
  readonly root?: boolean
  readonly debian?: boolean
}

function probes({ engine = false, registry = false, root = false, debian = true }: Machine): MachineProbes {
  return {
    hasEngine: async () => engine,
    canGetImages: async () => {
      if (!engine) throw new Error('without an engine there is nobody to ask')
      return registry
    },
    isRoot: () => root,
    isDebian: async () => debian,
  }
}

describe('which engine is used', () => {
  test.each([
    [{ engine: true, registry: true, root: true }, 'machine'],
    [{ engine: true, registry: true, root: false }, 'machine'],
    [{ engine: true, registry: true, root: false, debian: false }, 'machine'],
    [{ engine: true, registry: false, root: true }, 'private'],
    [{ engine: false, root: true }, 'private'],
    [{ engine: true, registry: false, root: false }, 'none'],
    [{ engine: false, root: false }, 'none'],
    [{ engine: false, root: true, debian: false }, 'none'],
  ])('%o: %s', async (machine, kind) => {
    expect(await chooseEngine(probes(machine))).toMatchObject({ kind })
  })

  test('none says why and what to do', async () => {
    expect(await chooseEngine(probes({}))).toEqual({
      kind: 'none',
      reason: expect.stringMatching(/No Docker engine answers.*needs root.*Start Docker/),
    })
    expect(await chooseEngine(probes({ engine: true }))).toEqual({
      kind: 'none',
      reason: expect.stringMatching(/reaches no image registry.*needs root.*access to a registry/),
    })
    expect(await chooseEngine(probes({ root: true, debian: false }))).toEqual({
      kind: 'none',
      reason: expect.stringContaining('Debian or Ubuntu only'),
    })
  })
})
