import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as v from 'valibot'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { imageDiffSchema, measuredSchema } from '../../src/report/image-schemas.ts'
import { imageArchive } from '../image/image-fixture.ts'
import { laststage } from './laststage.ts'

const tag = 'laststage-measure-test:1'
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'measure-e2e-'))
  const archive = imageArchive({
    tag,
    layers: [
      {
        files: [{ path: 'bin/tool', content: 't'.repeat(50_000) }],
        createdBy: 'COPY tool /bin/',
        compression: 'gzip',
      },
      {
        files: [{ path: 'bin/tool', content: 't'.repeat(50_000), mode: 0o755 }],
        createdBy: 'RUN chmod +x /bin/tool',
        compression: 'gzip',
      },
    ],
  })
  writeFileSync(join(folder, 'image.tar'), archive)
  execFileSync('docker', ['load', '--input', join(folder, 'image.tar')], { stdio: 'ignore' })
})

afterAll(() => {
  execFileSync('docker', ['rmi', '--force', tag], { stdio: 'ignore' })
  rmSync(folder, { recursive: true, force: true })
})

test('an image of the engine is measured as the file is that it was loaded from', async () => {
  const measured = await laststage(['measure', tag, '--json'])
  expect(measured).toMatchObject({ code: 0, stderr: '' })
  const image = v.parse(measuredSchema, JSON.parse(measured.stdout))
  expect(image).toMatchObject({
    size: { unpacked: 100_000, layers: 2, files: 2 },
    waste: { bytes: 50_000, groups: [{ kind: 'copied-again', by: 1 }] },
  })
  expect(image.layers[1]?.instruction).toBe('RUN chmod +x /bin/tool')

  const compared = await laststage(['diff', join(folder, 'image.tar'), tag, '--json'])
  expect(compared).toMatchObject({ code: 0, stderr: '' })
  expect(v.parse(imageDiffSchema, JSON.parse(compared.stdout))).toMatchObject({
    files: [],
    summary: { same: 1 },
  })
})

test('an image that the engine does not have is told in one line', async () => {
  const { code, stdout, stderr } = await laststage(['measure', 'laststage-no-such-image:1'])
  expect(code).not.toBe(0)
  expect(stdout).toBe('')
  expect(stderr).toMatch(/^error: .*laststage-no-such-image/)
})
