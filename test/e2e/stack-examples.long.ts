import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { provideEngine } from '../../lab/provide-engine.ts'
import { imagesNamed } from '../../lab/stand-ins/images-named.ts'
import { readAppFolder } from '../../src/app/read-app-folder.ts'
import { withoutFile } from '../support/without-file.ts'
import { reportSchema } from '../../src/report/schema.ts'
import { propose } from '../../src/rewrite/propose.ts'
import { laststage } from './laststage.ts'

/**
 * Examples of the stacks that CI does not build: what each has to come to from its single-stage Dockerfile (bytes
 * unpacked, on stand-in base images), and whether the Dockerfile that `init` writes behaves alike too.
 */
const cases = [
  { name: 'bun-hono', basis: 'probes', limit: 130e6, init: false },
  { name: 'cpp-prices', basis: 'probes', limit: 30e6, init: true },
  { name: 'deno-notes', basis: 'probes', limit: 130e6, init: false },
  { name: 'html-python', basis: 'contract', limit: 10e6, init: false },
  { name: 'ruby-books', basis: 'probes', limit: 120e6, init: false },
  { name: 'rust-notes', basis: 'probes', limit: 30e6, init: true },
] as const

const image = (name: string): string => `laststage-stack-example-${process.pid}:${name}`
let folder = ''

async function docker(...args: readonly string[]): Promise<string> {
  return (await promisify(execFile)('docker', args)).stdout
}

/** Every image that an example's Dockerfile, its candidates and what `init` writes stand on. */
function imagesOf(name: string): readonly string[] {
  const app = readAppFolder(`examples/${name}`)
  const proposals = [propose({ app }), propose({ app: withoutFile(app, 'Dockerfile') })]
  return imagesNamed(
    proposals.flatMap(({ original, candidates }) => [
      original?.text ?? '',
      ...candidates.map(({ files, dockerfile }) => files[dockerfile] ?? ''),
    ]),
  )
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-examples-'))
  const engine = await provideEngine({ images: [...new Set(cases.flatMap(({ name }) => imagesOf(name)))] })
  if (engine.kind === 'none') throw new Error(engine.reason)
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe.each(cases)('$name', ({ name, basis, limit }) => {
  test('is made small, and proved', async () => {
    const result = await laststage(['optimize', `examples/${name}`, '--strategy', 'staged', '--json'])
    expect(result).toMatchObject({ code: 0, stderr: expect.not.stringContaining('laststage has a bug') })
    const report = v.parse(reportSchema, JSON.parse(result.stdout))
    const chosen = report.candidates.find(({ id }) => id === report.chosen)
    expect(chosen?.verdict).toMatchObject({ kind: 'equivalent', basis, differences: [] })
    expect(chosen?.size?.unpacked).toBeLessThanOrEqual(limit)
    expect(report.original.size?.unpacked).toBeGreaterThan((chosen?.size?.unpacked ?? 0) * 1.3)
  })
})

describe.each(cases.filter(({ init }) => init))('$name', ({ name }) => {
  test('behaves alike from the Dockerfile that init writes', async () => {
    const app = join(folder, name)
    await cp(`examples/${name}`, app, { recursive: true })
    await rm(join(app, 'Dockerfile'))
    await rm(join(app, 'laststage.yaml'))
    expect(await laststage(['init', app, '--yes'])).toMatchObject({ code: 0 })
    try {
      await docker('build', '--quiet', '--tag', image(`${name}-old`), `examples/${name}`)
      await docker('build', '--quiet', '--tag', image(`${name}-new`), app)
      const probes = ['--config', `examples/${name}/laststage.yaml`, '--json']
      const result = await laststage(['verify', image(`${name}-old`), image(`${name}-new`), ...probes])
      expect(JSON.parse(result.stdout)).toMatchObject({ verdict: { kind: 'equivalent', differences: [] } })
    } finally {
      await docker('image', 'rm', image(`${name}-old`), image(`${name}-new`)).catch(() => undefined)
    }
  })
})
