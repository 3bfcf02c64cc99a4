import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { formatOwner, isDead, parseOwner, thisProcess } from '../../src/engines/owner.ts'

const day = 24 * 60 * 60 * 1000

test('an owner survives being written on a label', async () => {
  const owner = await thisProcess()
  expect(parseOwner(formatOwner(owner))).toEqual(owner)
})

test.each(['', 'a/b', 'place/x/1/2', 'place/1/1/x', 'place/1/1/2/3'])('%j is no owner', text => {
  expect(parseOwner(text)).toBeUndefined()
})

test('this process lives', async () => {
  expect(await isDead(await thisProcess())).toBe(false)
})

test('a process that has ended is dead', async () => {
  const { pid } = spawnSync('true')
  expect(await isDead({ ...(await thisProcess()), pid })).toBe(true)
})

test('another process under the same number is not the owner', async () => {
  expect(await isDead({ ...(await thisProcess()), started: '1' })).toBe(true)
})

test('of a process elsewhere nothing is known for a day', async () => {
  const owner = { ...(await thisProcess()), place: 'another-machine', pid: 1 }
  expect(await isDead(owner)).toBe(false)
  expect(await isDead(owner, Date.now() + 2 * day)).toBe(true)
})
