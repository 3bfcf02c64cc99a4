import { expect, test } from 'vitest'
import { connectDocker } from '../../../src/engines/docker/connect.ts'
import { EngineError } from '../../../src/errors.ts'
import { printing, stubDocker } from './stub-docker.ts'

const troubleWith = async (versionScript: string): Promise<EngineError> => {
  const { env } = await stubDocker('exit 1', versionScript)
  const error: unknown = await connectDocker({ env }).catch((reason: unknown) => reason)
  if (error instanceof EngineError) return error
  throw new Error('connecting should have failed', { cause: error })
}

test('the daemon tells version and platform', async () => {
  const { env } = await stubDocker('exit 1')
  const engine = await connectDocker({ env })
  expect([engine.name, engine.version, engine.platform]).toEqual(['docker', '28.1.0', 'linux/arm64'])
})

test('without a docker command: how to get one, or do without', async () => {
  const error: unknown = await connectDocker({ env: { PATH: '/nowhere' } }).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(EngineError)
  expect(error).toMatchObject({ message: expect.stringContaining('not installed'), transient: false })
})

test.each([
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    { message: 'cannot use Docker: no permission to use the Docker socket', transient: false },
    /group "docker"/,
  ],
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    { message: 'cannot use Docker: the Docker daemon is not running', transient: false },
    /--static/,
  ],
  [
    'error during connect: Get "http://10.1.1.1:2375/v1.45/version": dial tcp 10.1.1.1:2375: connect: connection refused',
    { message: 'cannot use Docker: the Docker daemon does not answer', transient: true },
    /DOCKER_HOST/,
  ],
])('%s', async (printed, expected, hint) => {
  const error = await troubleWith(`${printing(printed)}exit 1`)
  expect(error).toMatchObject(expected)
  expect(error.hint).toMatch(hint)
})

test('an engine for Windows containers is refused', async () => {
  const error = await troubleWith(printing('{"Server":{"Version":"28","Os":"windows","Arch":"amd64"}}', ''))
  expect(error.hint).toContain('Linux containers')
})

test('another tool under the name docker is refused', async () => {
  const error = await troubleWith('echo podman version 5')
  expect(error.hint).toContain('another tool')
})

test('an aborted signal ends a call with its reason', async () => {
  const { env } = await stubDocker('exec sleep 600')
  const controller = new AbortController()
  const engine = await connectDocker({ env, signal: controller.signal })
  const inspecting = engine.inspectImage('app')
  const reason = new Error('Ctrl-C')
  controller.abort(reason)
  await expect(inspecting).rejects.toBe(reason)
})
