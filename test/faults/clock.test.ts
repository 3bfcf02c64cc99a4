import { afterEach, expect, test, vi } from 'vitest'
import { styleFor } from '../../src/cli/io.ts'
import { progressFor } from '../../src/cli/progress.ts'
import { isDead, thisProcess } from '../../src/engines/owner.ts'
import { observe } from '../../src/verify/observe.ts'
import { fakeIo } from '../support/fake-io.ts'
import { stubEngine } from '../verify/stub-engine.ts'

const day = 24 * 60 * 60 * 1000

afterEach(() => {
  vi.restoreAllMocks()
})

/** The machine's clock is set on by so much each time that it is read. */
function jumping(by: number): void {
  let now = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => (now += by))
}

test.each([day, -day])('a clock that jumps by %d ms takes no time from the probes', async by => {
  jumping(by)
  const engine = stubEngine({
    app: { config: { exposedPorts: ['8080/tcp'] }, serve: () => (_, response) => void response.end('hello') },
  })
  const config = {
    http: [
      { method: 'GET', path: '/a' },
      { method: 'GET', path: '/b' },
    ],
  }
  const { observation } = await observe({ engine, image: 'app', config })
  expect(observation.failure).toBeUndefined()
  expect(observation.http.map(({ path, response }) => [path, response?.status])).toEqual(
    expect.arrayContaining([
      ['/a', 200],
      ['/b', 200],
    ]),
  )
  expect(observation.ready?.ms).toBeLessThan(60_000)
})

test.each([day, -day])('a clock that jumps by %d ms is seen in no duration', async by => {
  jumping(by)
  const io = fakeIo()
  await progressFor(io, styleFor(io.stderr, io, 'never')).task('building', async () => undefined)
  expect(io.err()).toMatch(/^building\nbuilding: done, \d+(?:\.\d+)? s\n$/)
})

test.each([2 * day, -2 * day])('a clock that jumps by %d ms makes no living process dead', async by => {
  const owner = await thisProcess()
  expect(await isDead(owner, Date.now() + by)).toBe(false)
  expect(await isDead({ ...owner, started: '1' }, Date.now() + by)).toBe(true)
})
