import { describe, expect, it } from 'vitest'
import { certifiedVerdict } from '../../../src/verify/certify/certified-verdict.ts'
import type { Certificate } from '../../../src/verify/certify/certify.ts'
import type { Difference, Verdict } from '../../../src/verify/verdict.ts'

const coverage = { probes: 3, assets: 0, runs: 0, files: 0, signals: [], masked: 0, observations: 4 }

const answeredAlike: Verdict = {
  kind: 'equivalent',
  basis: 'probes',
  differences: [],
  coverage,
  reasons: [],
  notes: [],
}

const certified: Certificate = {
  kind: 'certified',
  compared: 12,
  differences: [],
  benign: [],
  times: 0,
  refusals: [],
}

const missing = (path: string) => ({ path, what: 'missing' as const, original: 'file', candidate: 'absent' })

const health: Difference = { probe: 'configuration', what: 'HEALTHCHECK', original: '["CMD"]', candidate: '' }

describe('what the files say of a verdict', () => {
  it('gives it another basis where they are the same', () => {
    expect(certifiedVerdict(answeredAlike, certified, [])).toEqual({
      ...answeredAlike,
      basis: 'files+probes',
      coverage: { ...coverage, files: 12 },
    })
  })

  it('is that the images differ, though every probe was answered alike', () => {
    const lost = certifiedVerdict(
      answeredAlike,
      { ...certified, kind: 'different', differences: [missing('/a')] },
      [],
    )
    expect(lost).toMatchObject({ kind: 'different', differences: [{ probe: '/a', what: 'missing' }] })
    const unhealthy = certifiedVerdict(answeredAlike, certified, [health])
    expect(unhealthy).toMatchObject({ kind: 'different', differences: [health] })
  })

  it('is nothing while the trace did not see everything, unless they differ', () => {
    const refused: Certificate = { ...certified, kind: 'refused', refusals: ['3 events were not seen'] }
    expect(certifiedVerdict(answeredAlike, refused, [])).toMatchObject({
      kind: 'inconclusive',
      basis: 'probes',
      reasons: ['files: 3 events were not seen'],
    })
    expect(certifiedVerdict(answeredAlike, refused, [health]).kind).toBe('different')
  })

  it('never makes better what the probes said', () => {
    const inconclusive: Verdict = { ...answeredAlike, kind: 'inconclusive', reasons: ['never ready'] }
    expect(certifiedVerdict(inconclusive, certified, [])).toMatchObject({
      kind: 'inconclusive',
      reasons: ['never ready'],
    })
    const different: Verdict = { ...answeredAlike, kind: 'different', differences: [health] }
    expect(certifiedVerdict(different, certified, [])).toMatchObject({
      kind: 'different',
      differences: [health],
    })
  })

  it('tells of what it forgives, and how many more differ than it names', () => {
    const cache = { ...missing('/etc/ld.so.cache'), what: 'content' as const, because: 'the loader’s cache' }
    const forgiven = certifiedVerdict(answeredAlike, { ...certified, benign: [cache], times: 1 }, [])
    expect(forgiven.notes).toEqual([
      '1 file differs without loss: the loader’s cache',
      '1 file has another time of change',
    ])
    const many = Array.from({ length: 25 }, (_, index) => missing(`/lost/${index}`))
    const told = certifiedVerdict(answeredAlike, { ...certified, kind: 'different', differences: many }, [])
    expect(told.differences).toHaveLength(20)
    expect(told.notes).toEqual(['5 more files differ'])
  })
})
