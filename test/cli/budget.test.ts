import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as v from 'valibot'
import { baselineJsonSchema, budgetJsonSchema } from '../../scripts/budget-json-schemas.ts'
import { run } from '../../src/cli/run.ts'
import { budgetSchema } from '../../src/report/budget-schema.ts'
import { type ImageFixture, imageArchive } from '../image/image-fixture.ts'

type Layers = ImageFixture['layers']

const base: Layers = [{ files: [{ path: 'lib/base', content: 'b'.repeat(400_000) }], createdBy: 'base' }]
const program = { path: 'app/server', content: 's'.repeat(300_000) }
const app: Layers = [...base, { files: [program], createdBy: 'COPY server /app/' }]
/** A file that nobody wanted came with the same instruction. */
const grown: Layers = [
  ...base,
  {
    files: [program, { path: 'app/core.dump', content: 'd'.repeat(700_000) }],
    createdBy: 'COPY server /app/',
  },
]

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-budget-'))
  for (const [name, layers] of Object.entries({ base, app, grown }))
    writeFileSync(join(folder, `${name}.tar`), imageArchive({ layers }))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function tiny(bytes: number): Layers {
  return [{ files: [{ path: 'app', content: 'a'.repeat(bytes) }] }]
}

function baselineText(): string {
  return readFileSync(join(folder, 'laststage.baseline.json'), 'utf8')
}

async function budget(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const out = { stdout: '', stderr: '' }
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: false,
    columns: undefined,
    write: (text: string) => {
      out[name] += text
    },
  })
  const code = await run(['budget', ...args], {
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: {},
    cwd: folder,
    signal: new AbortController().signal,
  })
  return { code, ...out }
}

describe('fixed limits', () => {
  it.each([
    ['--total', '700kB', '699kB'],
    ['--layer', '400kB', '399kB'],
    ['--file', '400kB', '399kB'],
  ])('%s holds at the limit and fails above it', async (option, enough, tooLittle) => {
    expect(await budget('check', 'app.tar', option, enough)).toMatchObject({ code: 0 })
    const over = await budget('check', 'app.tar', option, tooLittle)
    expect(over.code).toBe(1)
    expect(over.stdout).toContain('1.00 kB too much')
  })

  it('names what is largest and its instruction', async () => {
    const { stdout } = await budget('check', 'grown.tar', '--total', '800kB')
    expect(stdout).toMatch(/700 kB {2}\/app\/core\.dump/)
    expect(stdout).toContain('by COPY server /app/')
    expect(stdout.split('\n')[1]).toMatch(
      /^Over budget: 600 kB over \(unpacked\); look at \/app\/core\.dump first\./,
    )
  })

  it('stand in laststage.yaml, and the command line wins', async () => {
    writeFileSync(join(folder, 'laststage.yaml'), 'budget: {total: 1MB, file: 100kB}\n')
    const { stdout, code } = await budget('check', 'app.tar', '--file', '1MB', '--json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      kept: true,
      limits: [
        { limit: 'total', allowed: 1_000_000, actual: 700_000 },
        { limit: 'file', allowed: 1_000_000, actual: 400_000, what: '/lib/base' },
      ],
    })
  })

  it('leave the base out where it is told apart, and refuse where it cannot be', async () => {
    writeFileSync(join(folder, 'laststage.yaml'), 'budget: {total: 300kB, base: excluded}\n')
    expect(await budget('check', 'app.tar', '--base', 'base.tar')).toMatchObject({ code: 0 })
    const refused = await budget('check', 'app.tar')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('--base')
  })
})

describe('growth', () => {
  it('is told by what came since the baseline, and accepted', async () => {
    expect(await budget('accept', 'app.tar')).toMatchObject({ code: 0 })
    const over = await budget('check', 'grown.tar', '--max-growth', '300kB', '--json')
    expect(over.code).toBe(1)
    expect(v.is(budgetSchema, JSON.parse(over.stdout))).toBe(true)
    expect(JSON.parse(over.stdout)).toMatchObject({
      kept: false,
      limits: [{ limit: 'growth', allowed: 300_000, actual: 700_000 }],
      culprits: [
        { kind: 'file', name: '/app/core.dump', bytes: 700_000, before: 0, instruction: 'COPY server /app/' },
      ],
      baseline: { total: 700_000 },
    })
    expect(await budget('accept', 'grown.tar')).toMatchObject({ code: 0 })
    expect(await budget('check', 'grown.tar', '--max-growth', '0')).toMatchObject({ code: 0 })
  })

  it('in percent of a tiny image is let pass below a floor of bytes', async () => {
    writeFileSync(join(folder, 'old.tar'), imageArchive({ layers: tiny(1_000_000) }))
    writeFileSync(join(folder, 'new.tar'), imageArchive({ layers: tiny(1_250_000) }))
    writeFileSync(join(folder, 'newer.tar'), imageArchive({ layers: tiny(1_250_001) }))
    await budget('accept', 'old.tar')
    expect(await budget('check', 'new.tar', '--max-growth', '1%')).toMatchObject({ code: 0 })
    expect(await budget('check', 'newer.tar', '--max-growth', '1%')).toMatchObject({ code: 1 })
  })

  it('of many small files is told by their layer', async () => {
    const files = Array.from({ length: 20 }, (_, at) => ({ path: `app/${at}`, content: 'x'.repeat(20_000) }))
    writeFileSync(
      join(folder, 'many.tar'),
      imageArchive({ layers: [...app, { files, createdBy: 'RUN make small files' }] }),
    )
    await budget('accept', 'app.tar')
    const { stdout, code } = await budget('check', 'many.tar', '--max-growth', '300kB')
    expect(code).toBe(1)
    expect(stdout).toContain('+400 kB  RUN make small files  new')
  })

  it('without a baseline, or with a damaged one, is a wrong usage that says what to do', async () => {
    const missing = await budget('check', 'app.tar', '--max-growth', '5%')
    expect(missing).toMatchObject({ code: 2, stdout: '' })
    expect(missing.stderr).toContain('laststage budget accept')
    writeFileSync(join(folder, 'laststage.baseline.json'), '{"schemaVersion": 2}')
    const damaged = await budget('check', 'app.tar', '--max-growth', '5%')
    expect(damaged).toMatchObject({ code: 2, stdout: '' })
    expect(damaged.stderr).toContain('laststage.baseline.json is no baseline')
  })
})

describe('--markdown', () => {
  it('tells the limits, who is to blame and what grew, in a comment that a bot finds again', async () => {
    await budget('accept', 'app.tar')
    const over = await budget(
      'check',
      'grown.tar',
      '--total=800kB',
      '--file=1MB',
      '--max-growth=300kB',
      '--markdown=comment.md',
    )
    expect(over).toMatchObject({ code: 1, stderr: 'Wrote comment.md.\n' })
    expect(over.stdout).toContain('Over budget')
    // What gzip makes of it is not the same with each zlib.
    const text = readFileSync(join(folder, 'comment.md'), 'utf8')
    expect(text.replaceAll(/[\d.]+ k?B(?: \(\+\d+ %\))? to pull/g, 'N to pull')).toBe(
      `<!-- laststage:budget grown.tar -->

### Size budget: exceeded by 600 kB

\`grown.tar\`, linux/amd64: 1.40 MB unpacked, N to pull

|  | limit | is | may be | too much |  |
| :-- | :-- | --: | --: | --: | :-- |
| ❌ | unpacked | 1.40 MB | 800 kB | **600 kB** |  |
| ✅ | largest file | 700 kB | 1.00 MB |  | \`/app/core.dump\` |
| ❌ | growth since the baseline | 700 kB | 300 kB | **400 kB** |  |

Since the baseline: +700 kB (+100 %) unpacked, +N to pull.

**What grew**

| size | what |  | by |
| --: | :-- | :-- | :-- |
| +700 kB | \`/app/core.dump\` | new | \`COPY server /app/\` |

If it has to be that large: raise the limit, and \`laststage budget accept grown.tar\`.
`,
    )
  })

  it('prints it in place of the answer, and says where nothing is wrong', async () => {
    const { code, stdout } = await budget('check', 'app.tar', '--total', '1MB', '--markdown', '-')
    expect(code).toBe(0)
    expect(stdout).toContain('### Size budget: kept')
    expect(stdout).not.toContain('If it has to be')
  })

  it('replaces no file of someone else, and does not share stdout', async () => {
    writeFileSync(join(folder, 'notes.md'), '# mine\n')
    expect((await budget('check', 'app.tar', '--total', '1MB', '--markdown', 'notes.md')).code).toBe(2)
    expect((await budget('check', 'app.tar', '--total', '1MB', '--markdown', '-', '--json')).code).toBe(2)
    expect(readFileSync(join(folder, 'notes.md'), 'utf8')).toBe('# mine\n')
  })
})

it('refuses an image without a budget, and a limit that is no size', async () => {
  const none = await budget('check', 'app.tar')
  expect(none.code).toBe(2)
  expect(none.stderr).toContain('there is no budget')
  expect((await budget('check', 'app.tar', '--total', 'small')).code).toBe(2)
  expect((await budget('check', 'app.tar', '--max-growth', 'a lot')).code).toBe(2)
})

it('keeps the same baseline of the same image, byte for byte', async () => {
  await budget('accept', 'grown.tar')
  const first = baselineText()
  await budget('accept', 'grown.tar')
  expect(baselineText()).toBe(first)
})

it.each([
  ['budget', budgetJsonSchema],
  ['baseline', baselineJsonSchema],
])('publishes a fresh schema: %s', (name, schema) => {
  const published = readFileSync(new URL(`../../schemas/${name}.schema.json`, import.meta.url), 'utf8')
  expect(published, 'run `node scripts/schemas.ts`').toBe(schema())
})
