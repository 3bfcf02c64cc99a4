import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { run } from '../../src/cli/run.ts'
import { imageDiffSchema } from '../../src/report/image-schemas.ts'
import { imageArchive } from '../image/image-fixture.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-scan-'))
  for (const name of ['old', 'new'])
    writeFileSync(join(folder, `${name}.tar`), imageArchive({ layers: [{ files: [{ path: name }] }] }))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A program on PATH that notes how it was called, and prints what stands for the image that it is asked for. */
function fakeScanner(name: string, reports: Readonly<Record<string, unknown>>, end = ''): void {
  mkdirSync(join(folder, 'bin'), { recursive: true })
  const cases = Object.entries(reports).map(([image, report]) => {
    writeFileSync(
      join(folder, `${name}-${image}.json`),
      typeof report === 'string' ? report : JSON.stringify(report),
    )
    return `*${image}*) /bin/cat '${join(folder, `${name}-${image}.json`)}' ;;`
  })
  const script = `#!/bin/sh\necho "$@" >> '${join(folder, 'calls')}'\ncase "$*" in\n${cases.join('\n')}\nesac\n${end}\n`
  writeFileSync(join(folder, 'bin', name), script)
  chmodSync(join(folder, 'bin', name), 0o755)
}

async function diff(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: undefined,
    write: (text: string) => {
      out[name] += text
    },
  })
  const code = await run(['diff', 'old.tar', 'new.tar', ...args], {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { PATH: `/nowhere:${join(folder, 'bin')}` },
    cwd: folder,
    signal: new AbortController().signal,
  })
  return { code, ...out }
}

const trivy = (...found: readonly (readonly [id: string, name: string, severity: string])[]) => ({
  SchemaVersion: 2,
  Results: [
    { Target: 'nothing found' },
    {
      Target: 'debian 12',
      Vulnerabilities: found.map(([id, name, severity]) => ({
        VulnerabilityID: id,
        PkgName: name,
        InstalledVersion: '1.0',
        Severity: severity,
      })),
    },
  ],
})

const grype = (...found: readonly (readonly [id: string, name: string, severity: string])[]) => ({
  matches: found.map(([id, name, severity]) => ({
    vulnerability: { id, severity },
    artifact: { name, version: '1.0', type: 'deb' },
  })),
})

describe('diff --scan', () => {
  it('tells what trivy finds in both, by severity, and what appeared and vanished', async () => {
    fakeScanner('trivy', {
      'old.tar': trivy(
        ['CVE-1', 'openssl', 'CRITICAL'],
        ['CVE-2', 'bash', 'LOW'],
        ['CVE-2', 'bash', 'LOW'],
        ['CVE-3', 'tar', 'HIGH'],
      ),
      'new.tar': trivy(['CVE-2', 'bash', 'LOW'], ['CVE-4', 'curl', 'odd']),
    })
    const { code, stdout } = await diff('--scan', '--json')
    expect(code).toBe(0)
    expect(v.is(imageDiffSchema, JSON.parse(stdout))).toBe(true)
    expect(JSON.parse(stdout).vulnerabilities).toEqual({
      kind: 'scanned',
      scanner: 'trivy',
      before: { critical: 1, high: 1, medium: 0, low: 1, unknown: 0 },
      after: { critical: 0, high: 0, medium: 0, low: 1, unknown: 1 },
      vanished: [
        { id: 'CVE-1', package: 'openssl', version: '1.0', severity: 'critical' },
        { id: 'CVE-3', package: 'tar', version: '1.0', severity: 'high' },
      ],
      appeared: [{ id: 'CVE-4', package: 'curl', version: '1.0', severity: 'unknown' }],
    })
    const calls = readFileSync(join(folder, 'calls'), 'utf8').trim().split('\n')
    expect(calls[0]).toBe(`image --quiet --scanners=vuln --format=json --input ${join(folder, 'old.tar')}`)
  })

  it('tells the same of grype, in text and as a comment', async () => {
    fakeScanner('grype', {
      'old.tar': grype(['CVE-1', 'openssl', 'Critical'], ['CVE-2', 'bash', 'Negligible']),
      'new.tar': grype(['CVE-2', 'bash', 'Negligible']),
    })
    const { stdout } = await diff('--scan', '--markdown', 'comment.md')
    expect(stdout).toMatch(/Known vulnerabilities {2}by grype\n.*before.*after.*\n critical +1 +0 +-1\n/)
    expect(stdout).toContain(' - CVE-1 critical openssl 1.0')
    const comment = readFileSync(join(folder, 'comment.md'), 'utf8')
    expect(comment).toContain('Known vulnerabilities by grype: 0 appeared, 1 vanished')
    expect(comment).toContain('- `CVE-1` critical, `openssl 1.0`')
  })

  it.each<readonly [string, () => void, string]>([
    ['there is none', () => {}, 'neither trivy nor grype is installed'],
    [
      'it fails',
      () => fakeScanner('trivy', {}, 'echo "FATAL: no database" >&2; exit 1'),
      'trivy failed for old.tar: no database',
    ],
    [
      // Grype's own words, several reasons on lines of their own.
      'it gives more than one reason',
      () =>
        fakeScanner(
          'grype',
          {},
          String.raw`printf '[0000]  WARN no update\n[0023] ERROR \033[31m2 errors occurred:\n\t* no database\n\t* no image\033[0m\n' >&2; exit 1`,
        ),
      'grype failed for old.tar: 2 errors occurred: * no database * no image',
    ],
    [
      'it logs as Trivy does',
      () =>
        fakeScanner(
          'trivy',
          {},
          String.raw`printf '2026-01-02T03:04:05Z\tINFO\tscanning\n2026-01-02T03:04:05Z\tFATAL\tFatal error\tinit error: no database\n' >&2; exit 1`,
        ),
      'trivy failed for old.tar: init error: no database',
    ],
    [
      'it prints something else',
      () => fakeScanner('grype', { 'old.tar': 'hello', 'new.tar': '{}' }),
      'grype gave no report of old.tar that laststage reads',
    ],
    [
      'its report has another shape',
      () => fakeScanner('trivy', { 'old.tar': [1], 'new.tar': {} }),
      'trivy gave no report of old.tar that laststage reads',
    ],
  ])('says so where %s, and compares the rest', async (_, prepare, why) => {
    prepare()
    const { code, stdout } = await diff('--scan', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      summary: { added: { files: 1 } },
      vulnerabilities: { kind: 'unknown', why },
    })
    expect((await diff('--scan')).stdout.replaceAll(/\s+/g, ' ')).toContain(`Not known: ${why}.`)
  })

  it('asks no scanner where that was not asked for', async () => {
    fakeScanner('trivy', {}, 'exit 1')
    const { stdout } = await diff('--json')
    expect(JSON.parse(stdout)).not.toHaveProperty('vulnerabilities')
    expect(() => readFileSync(join(folder, 'calls'))).toThrow('ENOENT')
  })
})
