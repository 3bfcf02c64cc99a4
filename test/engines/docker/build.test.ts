import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connectDocker } from '../../../src/engines/docker/connect.ts'
import type { BuildProgress, BuildRequest } from '../../../src/engines/engine.ts'
import { BuildFailure, EngineError } from '../../../src/errors.ts'
import { printing, stubDocker } from './stub-docker.ts'

async function build(script: string, request: Partial<BuildRequest> = {}) {
  const { env, folder } = await stubDocker(script.replaceAll('$FOLDER', '$(dirname "$0")'))
  const engine = await connectDocker({ env })
  const events: BuildProgress[] = []
  const onProgress = (event: BuildProgress) => events.push(event)
  const whole = {
    context: folder,
    dockerfile: 'FROM a\nRUN make\n',
    dockerfileName: 'Dockerfile',
    onProgress,
  }
  const building = engine.build({ ...whole, ...request })
  const error: unknown = await building.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  return { building, error, events, folder }
}

const vertex = (more: object) =>
  JSON.stringify({ vertexes: [{ digest: 'd', name: '[2/2] RUN make', ...more }] })
const started = vertex({ started: '2026-01-01T00:00:00.5Z' })
const done = vertex({ started: '2026-01-01T00:00:00.5Z', completed: '2026-01-01T00:00:02Z' })
const log = (text: string) =>
  JSON.stringify({ logs: [{ vertex: 'd', data: Buffer.from(text).toString('base64') }] })

test('rawjson: steps with their times, and whole lines of what they print', async () => {
  const { building, events } = await build(
    printing([started, log('comp'), log('iling\nok'), done].join('\n')),
  )
  expect((await building).steps).toEqual([{ name: '[2/2] RUN make', cached: false, ms: 1500 }])
  expect(events.map(({ state, log: text }) => text ?? state)).toEqual(['started', 'compiling', 'ok', 'done'])
})

test('an engine that knows no rawjson is asked for plain progress', async () => {
  const plain =
    '#0 building with "default"\n\n#4 [1/2] FROM a\n#4 CACHED\n\n#5 [2/2] RUN make\n#5 0.21 compiling\n#5 DONE 1.2s'
  const { building, events } = await build(`
case "$*" in
  *rawjson*) echo 'ERROR: invalid progress mode rawjson' >&2; exit 1;;
  *plain*) ${printing(plain)} ;;
esac`)
  expect((await building).steps).toEqual([
    { name: '[1/2] FROM a', cached: true, ms: 0 },
    { name: '[2/2] RUN make', cached: false, ms: 1200 },
  ])
  expect(events).toContainEqual({ step: '[2/2] RUN make', state: 'log', log: 'compiling' })
})

test('without buildx the daemon builds by itself', async () => {
  const { building } = await build(`
if [ "$1" = buildx ]; then echo "docker: 'buildx' is not a docker command." >&2; exit 1; fi
printf '#5 [2/2] RUN make\\n#5 DONE 1.0s\\n' >&2`)
  expect((await building).steps).toHaveLength(1)
})

test('without BuildKit at all the error says what to install', async () => {
  const { error } = await build(`
if [ "$1" = buildx ]; then echo "docker: 'buildx' is not a docker command." >&2; exit 1; fi
echo 'ERROR: BuildKit is enabled but the buildx component is missing or broken.' >&2; exit 1`)
  expect(error).toMatchObject({ name: 'EngineError', hint: expect.stringContaining('buildx') })
})

test.each([
  [
    'the connection breaks',
    'echo "ERROR: failed to receive status: rpc error: code = Unavailable desc = error reading from server: EOF" >&2; exit 1',
  ],
  ['the command is killed', 'kill -9 $$'],
])('an engine that dies is no failure of the Dockerfile: %s', async (_, end) => {
  const { error } = await build(`${printing(started)}${end}`)
  expect(error).toBeInstanceOf(EngineError)
  expect(error).toMatchObject({ transient: true })
})

test('a step that says "connection refused" is a failure of the Dockerfile', async () => {
  const reason = 'process "/bin/sh -c make" did not complete successfully: exit code: 2'
  const failed = vertex({ started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:01Z', error: reason })
  const excerpt = `Dockerfile:2\n----\n   1 |     FROM a\n   2 | >>> RUN make\n----\nERROR: failed to solve: ${reason}`
  const { error } = await build(
    `${printing([started, log('connection refused\n'), failed, excerpt].join('\n'))}exit 1`,
  )
  expect(error).toBeInstanceOf(BuildFailure)
  expect(error).toMatchObject({
    message: 'Dockerfile:2: RUN make failed: exit code 2',
    range: { start: { offset: 7, line: 2, column: 1 }, end: { offset: 15, line: 2, column: 9 } },
    log: 'connection refused',
  })
})

test.each([
  ['dial tcp: lookup example.test: no such host', 'its registry cannot be reached'],
  [
    'pull access denied, repository does not exist or may require authorization',
    'it does not exist, or needs a `docker login`',
  ],
  ['example.test/a:1: not found', 'it does not exist'],
  ['unexpected status: 429 Too Many Requests', 'the registry refuses more downloads for now'],
])('a base image that cannot be had: %s', async (cause, expected) => {
  const name = '[internal] load metadata for docker.io/library/a:1'
  const failed = JSON.stringify({
    vertexes: [
      { digest: 'm', name, started: '2026-01-01T00:00:00Z', completed: '2026-01-01T00:00:00Z', error: cause },
    ],
  })
  const text = `Dockerfile:1\n----\n   1 | >>> FROM a:1\n----\nERROR: failed to solve: a:1: failed to resolve source metadata for docker.io/library/a:1: ${cause}`
  const { error } = await build(`${printing(`${failed}\n${text}`)}exit 1`, { dockerfile: 'FROM a:1\n' })
  expect(error).toBeInstanceOf(BuildFailure)
  expect(error).toMatchObject({ missingImage: 'a:1', range: { start: { line: 1 } } })
  expect(String(error)).toContain(`Dockerfile:1: cannot get the image a:1: ${expected}`)
})

test('an entitlement is never granted', async () => {
  const { error } = await build(
    'echo "ERROR: failed to solve: failed to load LLB: network.host is not allowed" >&2; exit 1',
    {
      dockerfile: 'FROM a\nRUN --network=host make\n',
    },
  )
  expect(error).toMatchObject({
    message: 'Dockerfile:2: the build asks for the entitlement network.host, which is never granted',
  })
})

test('the Dockerfile lies outside of the context, with its own ignore file beside it', async () => {
  const { env, folder } = await stubDocker(`
while [ "$1" != --file ]; do shift; done
cat "$2" "$2.dockerignore" > "$(dirname "$0")/seen"`)
  await writeFile(join(folder, 'web.dockerignore'), 'secret.txt\n')
  const engine = await connectDocker({ env })
  await engine.build({ context: folder, dockerfile: 'FROM a\n', dockerfileName: 'web' })
  expect(await readFile(join(folder, 'seen'), 'utf8')).toBe('FROM a\nsecret.txt\n')
})
