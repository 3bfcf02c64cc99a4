import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runDockerPlugin } from '../../src/cli/docker-plugin/run-docker-plugin.ts'
import { fakeIo } from '../support/fake-io.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-plugin-'))
  writeFileSync(join(folder, 'Dockerfile'), 'FROM node\nUSER node\n')
  const io = fakeIo({ env: { DOCKER_CONFIG: folder } })
  runDockerPlugin('install', io, { entry: resolve('src/cli/docker-laststage.ts') })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Docker's own CLI, with the plugin and nothing else; it needs no engine for what is called here. */
function docker(...args: readonly string[]): { code: number | null; out: string } {
  const { status, stdout } = spawnSync('docker', ['--config', folder, ...args], {
    cwd: folder,
    encoding: 'utf8',
  })
  return { code: status, out: stdout }
}

test("Docker's CLI starts laststage, hands on arguments and exit code, helps and completes", () => {
  expect(docker('--help').out).toMatch(/^ *laststage\*? +Make images small/m)
  expect(docker('laststage', '--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+/) })
  const checked = docker('--log-level', 'error', 'laststage', 'check', '--format', 'json', '.')
  expect(checked.code).toBe(1)
  expect(JSON.parse(checked.out)).toMatchObject({ files: [{ path: 'Dockerfile' }] })
  expect(docker('laststage', 'check', 'no-such-file').code).toBe(2)
  expect(docker('help', 'laststage', 'check').out).toContain('Usage: laststage check')
  expect(docker('__complete', 'laststage', 'explain', 'base-t').out).toContain('base-tag')
})
