import { chmod, mkdir, mkdtemp, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  freshnessJsonSchema,
  receiptJsonSchema,
  verifiedJsonSchema,
} from '../../scripts/receipt-json-schema.ts'
import { run } from '../../src/cli/run.ts'
import { memoryApp } from '../../src/app/memory-app.ts'
import { provedReport } from '../../src/optimize/with-engine.ts'
import { checkFreshness } from '../../src/receipt/freshness.ts'
import { makeReceipt } from '../../src/receipt/make-receipt.ts'
import { formatReceipt, parseReceipt, type Receipt } from '../../src/receipt/receipt.ts'
import { renewalOf } from '../../src/receipt/renewal.ts'
import { createWitness } from '../../src/receipt/witness.ts'
import { freshnessSchema } from '../../src/report/verified.ts'
import { fakeBuilder } from '../support/fake-builder.ts'
import { type FakeIo, fakeIo } from '../support/fake-io.ts'
import { verdict } from '../support/reports.ts'

let root = ''
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'receipt-test-'))
})
afterEach(async () => {
  await rm(root, { recursive: true })
})

const before = 'FROM golang:1.23\nCOPY . .\n'
const after = 'FROM golang:1.23 AS build\nCOPY . .\nFROM scratch\nCOPY --from=build /app /app\n'
const ignore = '.git\n*.log\nlaststage.receipt.json\n'

const put = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

/** An app whose proof was just made, by a builder that stands for an engine. */
async function proved(config?: string): Promise<Receipt> {
  await put('Dockerfile', before)
  await put('main.go', 'package main\n')
  await put('docs/a.md', 'text\n')
  await put('debug.log', 'ignored by the candidate\n')
  if (config !== undefined) await put('laststage.yaml', config)
  const engine = fakeBuilder(text => (text === before ? 9000 : 100))
  engine.standIns.add('golang:1.23')
  const witness = createWitness()
  const files = { Dockerfile: after, '.dockerignore': ignore }
  const report = await provedReport({
    engine,
    root,
    app: memoryApp({}),
    proposal: {
      stacks: [],
      original: { path: 'Dockerfile', text: before },
      candidates: [
        {
          id: 'staged',
          strategy: 'staged',
          title: 'staged',
          files,
          dockerfile: 'Dockerfile',
          changes: [],
          diagnostics: [],
          finalBase: 'scratch',
        },
      ],
      diagnostics: [],
    },
    strategy: 'auto',
    openJudge: () => ({
      judge: async () => ({ verdict: verdict('equivalent'), readyMs: 5 }),
      observed: async () => {
        throw new Error('not asked here')
      },
      originalReadyMs: () => undefined,
    }),
    witness,
    progress: { task: async (_, work) => await work(() => undefined) },
    signal: new AbortController().signal,
  })
  const receipt = makeReceipt({
    report,
    witness,
    current: new Map([['Dockerfile', before]]),
    platform: undefined,
    app: '.',
    config: config === undefined ? undefined : { path: 'laststage.yaml', text: config },
    notInputs: ['laststage.receipt.json'],
    now: new Date(0),
  })
  if (receipt === undefined) throw new Error('no receipt')
  await put('laststage.receipt.json', formatReceipt(receipt))
  return receipt
}

/** As `--write` does. */
const apply = async (): Promise<void> => {
  await put('Dockerfile', after)
  await put('.dockerignore', ignore)
  await put('Dockerfile.before-laststage', before)
}

const renewal = (receipt: Receipt, files: Readonly<Record<string, string>>) =>
  renewalOf(receipt, path => files[path])

const laststage = async (...args: readonly string[]): Promise<[number, FakeIo]> => {
  const io = fakeIo({ cwd: root })
  return [await run(args, io), io]
}

const check = async (receipt: Receipt) => checkFreshness(root, receipt, 'laststage.receipt.json')

describe('a receipt', () => {
  test('says what was proved, of what, with what', async () => {
    const receipt = await proved()
    expect(receipt).toMatchObject({
      created: '1970-01-01T00:00:00.000Z',
      engine: { name: 'fake', version: '1.2.3' },
      platform: 'linux/amd64',
      config: null,
      verdict: { kind: 'equivalent' },
      original: { size: { unpacked: 9000 } },
      candidate: { id: 'staged', size: { unpacked: 100 } },
    })
    expect(receipt.original.files.map(({ path, text }) => [path, text])).toEqual([
      ['.dockerignore', undefined],
      ['Dockerfile', before],
    ])
    expect(Object.keys(receipt.original.context.files ?? {})).toEqual(['debug.log', 'docs/a.md', 'main.go'])
    expect(Object.keys(receipt.candidate.context.files ?? {})).toEqual(['docs/a.md', 'main.go'])
    expect(receipt.original.bases).toEqual([
      { reference: 'golang:1.23', digest: 'golang:1.23', of: 'image', standIn: true },
    ])
  })

  test('is read back as it was written, and nothing else passes for one', async () => {
    const receipt = await proved()
    expect(parseReceipt(formatReceipt(receipt))).toEqual(receipt)
    expect(parseReceipt('{}')).toBeUndefined()
    expect(parseReceipt('FROM scratch')).toBeUndefined()
  })

  test('the published schemas are the ones that the code checks', async () => {
    expect(await readFile('schemas/receipt.schema.json', 'utf8')).toBe(receiptJsonSchema())
    expect(await readFile('schemas/verify.schema.json', 'utf8')).toBe(verifiedJsonSchema())
    expect(await readFile('schemas/freshness.schema.json', 'utf8')).toBe(freshnessJsonSchema())
  })
})

describe('freshness', () => {
  test('a proof that was not written yet stands for the original', async () => {
    expect(await check(await proved())).toEqual({ fresh: true, stands: 'original', changed: [] })
  })

  test('what was proved stands there, its backup and receipt beside it', async () => {
    const receipt = await proved('budget: 5MB\n')
    await apply()
    expect(await check(receipt)).toEqual({ fresh: true, stands: 'candidate', changed: [] })
  })

  test.each([
    ['an edited source', 'main.go', 'changed', async () => put('main.go', 'package other\n')],
    ['a new file', 'new.go', 'added', async () => put('new.go', 'package main\n')],
    ['a removed file', 'docs/a.md', 'removed', async () => unlink(join(root, 'docs/a.md'))],
    ['an executable bit', 'main.go', 'changed', async () => chmod(join(root, 'main.go'), 0o755)],
    ['an edited Dockerfile', 'Dockerfile', 'changed', async () => put('Dockerfile', `${after}USER 1\n`)],
    ['edited probes', 'laststage.yaml', 'changed', async () => put('laststage.yaml', 'budget: 6MB\n')],
    ['removed probes', 'laststage.yaml', 'removed', async () => unlink(join(root, 'laststage.yaml'))],
  ])('%s makes it stale, by name', async (_, input, what, edit) => {
    const receipt = await proved('budget: 5MB\n')
    await apply()
    await edit()
    expect(await check(receipt)).toEqual({ fresh: false, stands: 'candidate', changed: [{ input, what }] })
  })

  test('probes that appear make it stale', async () => {
    const receipt = await proved()
    await apply()
    await put('laststage.yml', 'budget: 5MB\n')
    expect((await check(receipt)).changed).toEqual([{ input: 'laststage.yml', what: 'added' }])
  })

  test('what the build does not see makes nothing stale', async () => {
    const receipt = await proved()
    await apply()
    await put('debug.log', 'other\n')
    expect((await check(receipt)).fresh).toBe(true)
  })
})

describe('a renewal', () => {
  test('proves what stands there now against the original that the receipt keeps', async () => {
    const renewed = renewal(await proved(), { Dockerfile: `${after}USER 1\n`, '.dockerignore': ignore })
    expect(renewed).toMatchObject({
      proposal: {
        original: { path: 'Dockerfile', text: before },
        candidates: [{ id: 'staged', files: { Dockerfile: `${after}USER 1\n`, '.dockerignore': ignore } }],
      },
      originalFiles: { Dockerfile: before, '.dockerignore': '' },
    })
  })

  test('needs the files that were written', async () => {
    expect(renewal(await proved(), { Dockerfile: after })).toBe('.dockerignore')
  })
})

describe('laststage verify --receipt', () => {
  test('fresh: exit code 0, and what it rests on', async () => {
    await proved()
    await apply()
    const [code, io] = await laststage('verify', '--receipt')
    expect([code, io.err()]).toEqual([0, ''])
    expect(io.out()).toContain('fresh: equivalent (3 runs, 4 files)')
  })

  test('stale: exit code 1, which input changed, and what to do', async () => {
    await proved()
    await apply()
    await put('main.go', 'package other\n')
    const [code, io] = await laststage('verify', '--receipt')
    expect(code).toBe(1)
    expect(io.out()).toContain('stale')
    expect(io.out()).toContain('main.go: changed')
    expect(io.out()).toContain('laststage verify --receipt laststage.receipt.json --renew')
  })

  test('--json fits its schema', async () => {
    await proved()
    const [code, io] = await laststage('verify', '--receipt', 'laststage.receipt.json', '--json')
    const parsed: unknown = JSON.parse(io.out())
    expect(code).toBe(0)
    expect(v.parse(freshnessSchema, parsed)).toEqual(parsed)
  })

  test.each([
    [['verify', '--receipt', 'absent.json'], 'absent.json cannot be read'],
    [['verify', '--receipt', 'main.go'], 'main.go is not a receipt'],
    [['verify', 'a', 'b', '--receipt'], 'exclude each other'],
    [['verify', 'one'], 'verify needs two images'],
    [['verify', 'a', 'b', '--renew'], '--renew goes with --receipt'],
    [['verify', '--receipt', '--renew'], 'is missing'],
  ])('%j is wrong usage', async (args, message) => {
    await proved()
    const [code, io] = await laststage(...args)
    expect(code).toBe(2)
    expect(io.err()).toContain(message)
    expect(io.out()).toBe('')
  })

  test('without an engine nothing is renewed, and the receipt stays', async () => {
    const receipt = await proved()
    await apply()
    const io = fakeIo({ cwd: root, env: { PATH: '/nonexistent' } })
    expect(await run(['verify', '--receipt', '--renew'], io)).toBe(1)
    expect(io.err()).toContain('Docker is not installed')
    expect(await readFile(join(root, 'laststage.receipt.json'), 'utf8')).toBe(formatReceipt(receipt))
  })
})
