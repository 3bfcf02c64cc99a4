import { expect, test } from 'vitest'
import { secretHider } from '../../../src/engines/docker/secrets.ts'

test('values from the environment are hidden, in whole and by their parts', async () => {
  const env = { TOKEN: 'abc-token-123', npmrc: '//registry/:_authToken=npm_0123456789ab' }
  const hide = await secretHider(['id=t,env=TOKEN', 'id=npmrc'], env)
  expect(hide('a abc-token-123 b')).toBe('a *** b')
  expect(hide('//registry/:_authToken=npm_0123456789ab')).toBe('***')
  expect(hide('token npm_0123456789ab')).toBe('token ***')
})

test('what is too short to be a secret does not blot out the log', async () => {
  const hide = await secretHider(['id=t,env=SHORT'], { SHORT: 'a' })
  expect(hide('a banana')).toBe('a banana')
})

test('a file that is not there hides nothing and fails nothing', async () => {
  const hide = await secretHider(['id=t,src=/no/such/file'], {})
  expect(hide('text')).toBe('text')
})
