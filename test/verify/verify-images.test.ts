import { expect, test } from 'vitest'
import { verifyImages } from '../../src/verify/verify-images.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { renderVerified } from '../../src/report/terminal/verified.ts'
import type { VerifiedImages } from '../../src/report/verified.ts'
import type { Verdict } from '../../src/verify/verdict.ts'
import { type StubImage, stubEngine } from './stub-engine.ts'

const hello = (words: string, user = ''): StubImage => ({
  config: { user },
  run: () => ({ exitCode: 0, stdout: `${words}\n` }),
})

async function verify(original: StubImage, candidate: StubImage, allowUser = false): Promise<Verdict> {
  const engine = stubEngine({ original, candidate })
  const config = { exec: [{ args: [] }] }
  const verdict = await verifyImages({
    engine,
    config,
    original: 'original',
    candidate: 'candidate',
    certify: false,
    allowUser,
  })
  expect(engine.left()).toBe(0)
  return verdict
}

const shown = (verdict: Verdict): string => {
  const engine = { name: 'fake', version: '1', platform: 'linux/amd64' }
  const verified: VerifiedImages = {
    schemaVersion: 1,
    original: 'app:old',
    candidate: 'app:new',
    engine,
    verdict,
  }
  return renderVerified(verified, createStyle({ color: false, unicode: true, width: 80 }))
}

test('two images that say the same are equivalent, and the words say on what ground', async () => {
  const verdict = await verify(hello('hi'), hello('hi'))
  expect(shown(verdict)).toContain(
    '✓ app:new: equivalent (1 run)\n   compared with app:old, on the basis of probes',
  )
})

test('what differs is told, both ways', async () => {
  const verdict = await verify(hello('hi'), hello('ho'))
  expect(verdict.kind).toBe('different')
  expect(shown(verdict)).toMatch(/✗ app:new: different[^]* stdout\n +- hi\n +\+ ho\n/)
})

test('another user is a difference, unless it is allowed', async () => {
  expect((await verify(hello('hi'), hello('hi', '65532'))).kind).toBe('different')
  expect((await verify(hello('hi'), hello('hi', '65532'), true)).kind).toBe('equivalent')
})
