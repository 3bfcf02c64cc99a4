import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { answerError, type FakeRegistry, startRegistry } from '../engines/registry/fake-registry.ts'
import { fakeIo } from '../support/fake-io.ts'

let registry: FakeRegistry
let folder = ''
let digest = ''

beforeEach(async () => {
  registry = await startRegistry()
  digest = registry.push('team/base', '1', { layers: [{ files: [{ path: 'a', content: 'a' }] }] })
  folder = mkdtempSync(join(tmpdir(), 'laststage-pin-'))
})

afterEach(async () => {
  await registry.close()
  rmSync(folder, { recursive: true, force: true })
})

async function pin(text: string, ...args: string[]) {
  const path = join(folder, 'Dockerfile')
  writeFileSync(path, text)
  const io = fakeIo({ cwd: folder, env: { DOCKER_CONFIG: folder } })
  const code = await run(['pin', ...args], io)
  return { code, stdout: io.out(), stderr: io.err(), after: readFileSync(path, 'utf8') }
}

test('each image is asked for once, and only --write changes the file', async () => {
  const text = `FROM ${registry.host}/team/base:1 AS a\nFROM ${registry.host}/team/base:1\n`
  const shown = await pin(text)
  expect(shown).toMatchObject({ code: 0, after: text })
  expect(shown.stdout).toContain(`+FROM ${registry.host}/team/base:1@${digest} AS a`)
  expect(registry.seen).toHaveLength(1)
  const written = await pin(text, '--write')
  expect(written).toMatchObject({ code: 0, after: text.replaceAll('base:1', `base:1@${digest}`) })
  const again = await pin(written.after, '--write')
  expect(again).toMatchObject({ code: 0, stdout: 'Nothing to pin.\n', after: written.after })
})

test('what its registry does not have is told with its line, and the others are pinned', async () => {
  const text = `FROM ${registry.host}/team/own:1 AS a\nFROM ${registry.host}/team/base:1\n`
  const { code, stdout, after } = await pin(text, '--write')
  expect(code).toBe(1)
  expect(stdout).toContain(`Dockerfile:1 ${registry.host}/team/own:1 is left: `)
  expect(after).toBe(text.replace('base:1', `base:1@${digest}`))
})

test('a registry that wants us to wait leaves all as it is', async () => {
  const text = `FROM ${registry.host}/team/base:1 AS a\nFROM ${registry.host}/team/late:1\n`
  registry.handlers.push(
    (request, response) =>
      request.url?.includes('late') === true && answerError(response, 429, 'TOOMANYREQUESTS', 'later'),
  )
  expect(await pin(text, '--write')).toMatchObject({ code: 75, stdout: '', after: text })
})

test('no file, and a file with faults, are refused', async () => {
  expect((await pin('FROM a\n', 'absent')).stderr).toContain('absent is not there')
  expect(await pin('FROMM a\n')).toMatchObject({ code: 2, stdout: '' })
})
