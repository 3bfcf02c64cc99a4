import { expect, test, vi } from 'vitest'
import { laststage } from './laststage.ts'
import { docker, leftOf } from './left-of.ts'

test('what is left would be seen', async () => {
  const name = 'laststage-interrupt-test'
  await docker(
    'volume',
    'create',
    '--label',
    'dev.laststage=1',
    '--label',
    `dev.laststage.owner=here/${process.pid}/x/1`,
    name,
  )
  try {
    expect(await leftOf(process.pid)).toHaveLength(1)
  } finally {
    await docker('volume', 'rm', name)
  }
  expect(await leftOf(process.pid)).toEqual([])
})

test.each([
  ['while the original is built', /building original \[/],
  ['while a candidate is observed', /proving \S+ original/],
])('Ctrl-C %s leaves nothing of ours', async (_, moment) => {
  let pid = 0
  const result = await laststage(
    ['optimize', 'examples/go-hello', '--strategy', 'staged'],
    (stderr, child) => {
      if (pid !== 0 || !moment.test(stderr)) return
      pid = child.pid ?? 0
      child.kill('SIGINT')
    },
  )
  expect(pid).toBeGreaterThan(0)
  expect(result.code).toBe(130)
  expect(result.stderr).toContain('Interrupted.')
  expect(result.stderr).not.toContain('laststage has a bug')
  expect(result.stdout).toBe('')
  // The engine may take a moment to forget what it was told to remove.
  await vi.waitFor(async () => expect(await leftOf(pid)).toEqual([]), { timeout: 30_000, interval: 500 })
})
