import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readPluginCall } from '../../src/cli/docker-plugin/plugin-call.ts'
import { runDockerPlugin } from '../../src/cli/docker-plugin/run-docker-plugin.ts'
import { fakeIo } from '../support/fake-io.ts'

const host = 'tcp://127.0.0.1:2375'

test.each([
  ['laststage check .', ['check', '.'], {}],
  ['laststage laststage', ['laststage'], {}],
  ['laststage', [], {}],
  [`-H ${host} laststage doctor`, ['doctor'], { DOCKER_HOST: host }],
  [`-H=${host} laststage doctor`, ['doctor'], { DOCKER_HOST: host }],
  [`-H${host} laststage doctor`, ['doctor'], { DOCKER_HOST: host }],
  [`--host=${host} -D laststage doctor -H`, ['doctor', '-H'], { DOCKER_HOST: host }],
  ['-c build laststage doctor', ['doctor'], { DOCKER_CONTEXT: 'build', DOCKER_HOST: undefined }],
  ['--context laststage laststage x', ['x'], { DOCKER_CONTEXT: 'laststage', DOCKER_HOST: undefined }],
  ['--config /c --log-level debug laststage x', ['x'], { DOCKER_CONFIG: '/c' }],
  ['--debug --tlsverify laststage x', ['x'], { DOCKER_TLS_VERIFY: '1' }],
  ['--tls=false laststage x', ['x'], {}],
  ['help laststage', ['help'], {}],
  ['help laststage check', ['help', 'check'], {}],
  ['__complete laststage check --f', ['__complete', '--', 'check', '--f'], {}],
  // Called by hand, as a command.
  ['check --fix', ['check', '--fix'], {}],
  ['--version', ['--version'], {}],
])('docker %s', (line, args, env) => {
  expect(readPluginCall(line.split(' '))).toEqual({ kind: 'run', args, env })
})

test('refuses an option that cannot be handed on', () => {
  expect(() => readPluginCall(['--tlskey', 'k', 'laststage', 'x'])).toThrow('--tlskey')
})

test("tells Docker's CLI what it is", () => {
  const out = execFileSync(process.execPath, ['src/cli/docker-laststage.ts', 'docker-cli-plugin-metadata'])
  expect(JSON.parse(out.toString())).toEqual({
    SchemaVersion: '0.1.0',
    Vendor: 'laststage',
    Version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    ShortDescription: expect.any(String),
  })
})

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "laststage it's "))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function plugin(action: 'install' | 'uninstall', platform: NodeJS.Platform = 'linux'): string {
  const io = fakeIo({ env: { DOCKER_CONFIG: join(folder, 'config') } })
  const entry = join(folder, 'entry.mjs')
  writeFileSync(entry, 'console.log(process.argv.slice(2).join("|"))\n')
  runDockerPlugin(action, io, { entry, platform })
  return io.out()
}

const installed = (): string => join(folder, 'config/cli-plugins/docker-laststage')

test('installs a script that starts it, again without harm, and removes it', () => {
  expect(plugin('install')).toContain(`Wrote ${installed()}.`)
  plugin('install')
  expect(execFileSync(installed(), ['laststage', 'a b', '$x']).toString()).toBe('laststage|a b|$x\n')
  expect(plugin('uninstall')).toBe(`Removed ${installed()}.\n`)
  expect(existsSync(installed())).toBe(false)
  expect(plugin('uninstall')).toContain('Nothing to remove')
})

test('goes on where the Node that it was installed with is gone', () => {
  plugin('install')
  const script = readFileSync(installed(), 'utf8').replace(/^node=.*$/m, "node='/no/such/node'")
  writeFileSync(installed(), script)
  const path = `${join(process.execPath, '..')}:${process.env['PATH'] ?? ''}`
  const out = execFileSync(installed(), ['x'], { env: { ...process.env, PATH: path } })
  expect(out.toString()).toBe('x\n')
})

test.each(['install', 'uninstall'] as const)('%s leaves alone what is of others', action => {
  mkdirSync(join(folder, 'config/cli-plugins'), { recursive: true })
  const other = '#!/bin/sh\necho other\n'
  writeFileSync(installed(), other)
  expect(() => plugin(action)).toThrow('is not from laststage')
  expect(readFileSync(installed(), 'utf8')).toBe(other)
  rmSync(installed())
  symlinkSync('/no/such/file', installed())
  expect(() => plugin(action)).toThrow('is not from laststage')
})

test('says that Windows wants an .exe', () => {
  expect(() => plugin('install', 'win32')).toThrow('.exe')
})
