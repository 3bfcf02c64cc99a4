import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { type ImageFixture, imageArchive } from '../image/image-fixture.ts'

let folder = ''
const base: ImageFixture['layers'] = [{ files: [{ path: 'etc/base', content: 'b'.repeat(100) }] }]
const app: ImageFixture['layers'] = [
  ...base,
  { files: [{ path: 'app', content: 'a'.repeat(50) }], createdBy: 'COPY app /app' },
]

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-measure-'))
  writeFileSync(join(folder, 'base.tar'), imageArchive({ layers: base }))
  writeFileSync(join(folder, 'app.tar'), imageArchive({ layers: app }))
  writeFileSync(join(folder, 'cut.tar'), imageArchive({ layers: app }).subarray(0, 700))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function laststage(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: undefined,
    write: (text: string) => {
      out[name] += text
    },
  })
  const code = await run(args, {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  })
  return { code, ...out }
}

test('measure prints a file of docker save, as text and as JSON', async () => {
  const text = await laststage('measure', 'app.tar')
  expect(text).toMatchObject({ code: 0, stderr: '' })
  expect(text.stdout).toContain('COPY app /app')
  const json = await laststage('measure', 'app.tar', '--json')
  expect(JSON.parse(json.stdout)).toMatchObject({
    schemaVersion: 1,
    size: { unpacked: 150, layers: 2, files: 2 },
  })
})

test('measure --sbom writes a bill of materials, or prints it, and shares stdout with nothing', async () => {
  const written = await laststage('measure', 'app.tar', '--sbom', 'app.cdx.json')
  expect(written).toMatchObject({ code: 0, stderr: 'Wrote app.cdx.json.\n' })
  expect(written.stdout).toContain('COPY app /app')
  const again = await laststage('measure', 'app.tar', '--sbom', 'app.cdx.json')
  expect(again.code).toBe(0)
  const printed = await laststage('measure', 'app.tar', '--sbom', '-')
  expect(printed.stdout).toBe(readFileSync(join(folder, 'app.cdx.json'), 'utf8'))
  expect(JSON.parse(printed.stdout)).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6' })
  writeFileSync(join(folder, 'other.cdx.json'), '{"bomFormat": "CycloneDX"}')
  const foreign = await laststage('measure', 'app.tar', '--sbom', 'other.cdx.json')
  expect(foreign.stderr).toContain('other.cdx.json exists, and --sbom did not write it')
  const twice = await laststage('measure', 'app.tar', '--sbom', '-', '--markdown', '-')
  expect(twice).toMatchObject({ code: 2, stdout: '' })
  expect(twice.stderr).toContain('--markdown - and --sbom - both print to standard output')
})

test('a base that is named is told apart; one that is not the base is refused', async () => {
  const { stdout } = await laststage('measure', 'app.tar', '--base', 'base.tar', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ base: { how: 'asked', layers: 1, unpacked: 100 } })
  const wrong = await laststage('measure', 'base.tar', '--base', 'app.tar')
  expect(wrong).toMatchObject({ code: 2, stdout: '' })
  expect(wrong.stderr).toContain('app.tar is not the base of this image')
})

test('a damaged file ends in one line and exit code 2', async () => {
  const { code, stdout, stderr } = await laststage('measure', 'cut.tar')
  expect(code).toBe(2)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^error: the archive ends within .*\n$/)
})

test('diff prints the difference of two files', async () => {
  const { code, stdout } = await laststage('diff', 'base.tar', 'app.tar', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, summary: { added: { files: 1, delta: 50 } } })
})
