import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, test } from 'vitest'
import { doctorJsonSchema } from '../../scripts/receipt-json-schema.ts'
import { run } from '../../src/cli/run.ts'
import type { Probes } from '../../src/doctor/check.ts'
import { runChecks } from '../../src/doctor/run-checks.ts'
import { doctorSchema } from '../../src/report/doctor.ts'
import { renderDoctor } from '../../src/report/terminal/doctor.ts'
import { createStyle } from '../../src/report/terminal/style.ts'
import { fakeIo } from '../support/fake-io.ts'

/** A machine on which all is well. */
const healthy: Probes = {
  env: {},
  tmpdir: '/tmp',
  engine: async () => ({ version: '28.1.0', platform: 'linux/amd64', local: true }),
  info: async () => ({ DockerRootDir: '/var/lib/docker', MemoryLimit: true, PidsLimit: true }),
  build: async () => undefined,
  rawProgress: async () => undefined,
  manifest: async () => undefined,
  buildProxy: async () => false,
  freeBytes: async () => 50e9,
  readText: async () => undefined,
  gitVersion: async () => 'git version 2.50.0',
}

const elsewhere: Probes['engine'] = async () => ({ version: '28', platform: 'linux/arm64', local: false })
const withProxy: Probes['info'] = async () => ({ HttpProxy: 'http://proxy:3128' })

const examine = async (more: Partial<Probes> = {}) => runChecks({ ...healthy, ...more }, () => undefined)

const finding = async (id: string, more: Partial<Probes>) =>
  (await examine(more)).checks.find(check => check.id === id)

test('where all is well, every check is ok and none has anything to do', async () => {
  const report = await examine()
  expect(report.ok).toBe(true)
  expect(report.checks.map(({ status }) => status)).toEqual(report.checks.map(() => 'ok'))
  expect(report.checks.filter(({ todo }) => todo !== undefined)).toEqual([])
  expect(v.parse(doctorSchema, report)).toEqual(report)
})

test('without an engine the rest is skipped, not guessed, and what needs none is looked at', async () => {
  const report = await examine({
    engine: async () => ({ failure: 'the Docker daemon is not running', hint: 'Start Docker.' }),
  })
  expect(report.ok).toBe(false)
  expect(report.checks[0]).toMatchObject({ id: 'engine', status: 'failed', todo: 'Start Docker.' })
  expect(report.checks.filter(({ status }) => status === 'ok').map(({ id }) => id)).toEqual([
    'disk-temporary',
    'certificates',
    'git',
  ])
})

test.each([
  ['heredoc', 'COPY <<EOF /tried'],
  ['cache-mounts', '--mount=type=cache'],
  ['link', '--link'],
  ['secrets', '--mount=type=secret'],
])('%s is found by trying', async (id, words) => {
  const build: Probes['build'] = async (text, secret) => {
    const tries = text.includes(words) && secret === (id === 'secrets')
    return tries ? 'unknown flag' : undefined
  }
  const found = await finding(id, { build })
  expect(found).toMatchObject({ status: 'failed', what: 'unknown flag' })
  expect(found?.todo).toContain('Update')
})

test('what is tried stands on scratch, and no stage that runs something is built', async () => {
  const tried: string[] = []
  await examine({
    build: async text => {
      tried.push(text)
      return undefined
    },
  })
  expect(tried).toHaveLength(4)
  for (const text of tried) {
    expect(text.match(/^FROM .*/gm)?.every(line => line.startsWith('FROM scratch'))).toBe(true)
    expect(text.split(/^FROM /m).at(-1)).not.toContain('RUN')
  }
})

describe('what works less well is a warning with what to do', () => {
  const proxy = { env: { https_proxy: 'http://proxy:3128' } }
  test.each<[string, Partial<Probes>, string]>([
    ['registry', { manifest: async () => 'no such host' }, 'docker.io/library/busybox:1.37: no such host'],
    ['proxy', proxy, 'the daemon has none'],
    ['proxy', { ...proxy, info: async () => ({ HttpsProxy: 'http://proxy:3128' }) }, 'builds get none'],
    ['limits', { info: async () => ({ MemoryLimit: false, PidsLimit: false }) }, 'memory and processes'],
    ['tracing', { readText: async () => '3\n' }, 'ptrace_scope is 3'],
    ['progress', { rawProgress: async () => 'invalid progress mode' }, 'invalid progress mode'],
    ['disk-temporary', { freeBytes: async () => 1e9 }, '1.0 GB free in /tmp'],
    ['git', { gitVersion: async () => undefined }, 'there is none'],
    [
      'certificates',
      { env: { SSL_CERT_FILE: '/ca.pem' }, readText: async () => '-----BEGIN CERTIFICATE-----' },
      'builds know nothing of it',
    ],
  ])('%s', async (id, more, words) => {
    const found = await finding(id, more)
    expect(found?.status).toBe('warning')
    expect(found?.what).toContain(words)
    expect(found?.todo).toMatch(/\S/)
    expect((await examine(more)).ok).toBe(true)
  })
})

test('a full disk and a certificate that is not there are failures', async () => {
  expect((await finding('disk-engine', { freeBytes: async () => 1e6 }))?.status).toBe('failed')
  expect((await finding('certificates', { env: { SSL_CERT_FILE: '/absent' } }))?.status).toBe('failed')
})

test('an engine elsewhere: what cannot be seen from here is skipped', async () => {
  expect((await finding('disk-engine', { engine: elsewhere }))?.status).toBe('skipped')
  expect((await finding('tracing', { engine: elsewhere }))?.status).toBe('skipped')
})

test('a proxy for the daemon and for builds is well', async () => {
  expect((await finding('proxy', { info: withProxy, buildProxy: async () => true }))?.status).toBe('ok')
})

test('what is printed keeps within the width, and names no control character', async () => {
  const report = await examine({ manifest: async () => 'bad \u001b[31m thing '.repeat(12) })
  const text = renderDoctor(report, createStyle({ color: false, unicode: true, width: 80 }))
  for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  expect(text).not.toContain('\u001b')
  expect(text).toContain(' ! registry')
})

test('laststage doctor: exit code 1 where there is no engine, and data on stdout', async () => {
  const io = fakeIo({ env: { PATH: '/nonexistent' } })
  expect(await run(['doctor', '--json'], io)).toBe(1)
  const parsed: unknown = JSON.parse(io.out())
  expect(v.parse(doctorSchema, parsed)).toEqual(parsed)
  expect(parsed).toMatchObject({ ok: false })
  expect(io.out()).toContain('Docker is not installed')
})

test('the published schema is the one that the code checks', () => {
  expect(readFileSync('schemas/doctor.schema.json', 'utf8')).toBe(doctorJsonSchema())
})
