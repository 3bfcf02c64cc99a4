import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { rules } from '../../src/rules/index.ts'
import { fakeIo } from '../support/fake-io.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-check-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function write(files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

async function check(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const io = fakeIo({ cwd: folder })
  const code = await run(['check', ...args], io)
  return { code, out: io.out(), err: io.err() }
}

const broken = 'FROM node:22-slim\nRUN npm --version &&\nnode --version\nUSER node\n'
const mended = 'FROM node:22-slim\nRUN npm --version && \\\nnode --version\nUSER node\n'

test('shows the place, the line, the help and the fix, and exits 1', async () => {
  write({ Dockerfile: broken })
  const { code, out } = await check()
  expect(code).toBe(1)
  expect(out).toContain('Dockerfile:2:19\n  error lost-continuation:')
  expect(out).toContain('    2 | RUN npm --version &&\n      |                   ^^\n')
  expect(out).toContain('  help: end the line with \\')
  expect(out).toContain('--fix mends 1 of them.')
})

test('--fix writes the safe fixes, and once more changes nothing', async () => {
  write({ Dockerfile: broken })
  expect(await check('--fix')).toMatchObject({ code: 0, err: '' })
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(mended)
  expect((await check('--fix')).out).toBe('Nothing found in Dockerfile.\n')
})

test('--diff shows what --fix would do, and writes nothing', async () => {
  write({ Dockerfile: broken })
  const { out } = await check('--diff')
  expect(out).toContain('+RUN npm --version && \\')
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toBe(broken)
})

test('an unsafe fix is made only when asked for', async () => {
  const pom =
    '<project><properties><maven.compiler.release>21</maven.compiler.release></properties></project>'
  write({ Dockerfile: 'WORKDIR /app\nRUN ./mvnw package\n', 'pom.xml': pom })
  await check('--fix')
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).not.toContain('FROM')
  await check('--fix', '--unsafe')
  expect(readFileSync(join(folder, 'Dockerfile'), 'utf8')).toContain('FROM eclipse-temurin:21-jdk')
})

test('looks for Dockerfiles below a folder and finds none elsewhere', async () => {
  write({
    'a/Dockerfile': 'FROM scratch\nCOPY x /x\n',
    'b/web.Dockerfile': 'FROM scratch\nCOPY x /x\n',
    'b/Dockerfile.dev': 'FROM scratch\nCOPY x /x\n',
    'b/Dockerfile.dockerignore': '*\n',
    'b/dockerfile.md': '',
    'c/Containerfile': 'FROM scratch\nCOPY x /x\n',
  })
  const { out } = await check('--format', 'json')
  const { files }: { files: { path: string }[] } = JSON.parse(out)
  expect(files.map(({ path }) => path)).toEqual([
    'a/Dockerfile',
    'b/Dockerfile.dev',
    'b/web.Dockerfile',
    'c/Containerfile',
  ])
})

test('follows no link out of the folder, and shows no control characters', async () => {
  const outside = join(folder, 'outside')
  write({ outside: 'FROM node\n', 'app/Dockerfile': 'FROM node\nRUN \u001b[31mred &&\nx\n' })
  symlinkSync(outside, join(folder, 'app', 'Dockerfile.linked'))
  const { out } = await check('app')
  expect(out).not.toContain('linked')
  expect(out).not.toContain('\u001b')
})

test('comments silence a rule for an instruction, a stage and the file, and say why', async () => {
  const text = 'FROM node AS a\nFROM nginx:latest AS b\nCOPY --from=a /x /x\n'
  write({
    Dockerfile: `# laststage ignore=base-tag because we test against the newest\n${text}`,
    'Dockerfile.hadolint': `# hadolint ignore=DL3006\n${text}`,
    'Dockerfile.global': `# hadolint global ignore=DL3006,DL3007\n${text}`,
  })
  const { out } = await check('--format', 'json')
  const {
    files,
  }: { files: { path: string; findings: { rule: string; range: object }[]; suppressed: object[] }[] } =
    JSON.parse(out)
  const lines = files.map(({ path, findings, suppressed }) => ({
    path,
    found: findings.filter(({ rule }) => rule === 'base-tag').length,
    silenced: suppressed.length,
  }))
  expect(lines).toEqual([
    { path: 'Dockerfile', found: 1, silenced: 1 },
    { path: 'Dockerfile.global', found: 0, silenced: 2 },
    { path: 'Dockerfile.hadolint', found: 1, silenced: 1 },
  ])
  expect(files[0]?.suppressed[0]).toMatchObject({ because: 'we test against the newest' })
})

test('laststage.yaml sets severities', async () => {
  write({ Dockerfile: 'FROM node\nUSER node\n', 'laststage.yaml': 'check:\n  rules:\n    base-tag: off\n' })
  expect((await check('--format', 'json')).out).not.toContain('base-tag')
  write({ 'laststage.yaml': 'check:\n  rules:\n    base-tag: error\n' })
  expect((await check()).out).toContain('error base-tag')
  write({ 'laststage.yaml': 'check:\n  rules:\n    base-tag: loud\n' })
  expect(await check()).toMatchObject({ code: 2 })
})

test('laststage.yaml takes the names of other tools, and codes of syntax', async () => {
  write({
    Dockerfile: 'FROM node\nMAINTAINER us\nNONSENSE\nUSER node\n',
    'laststage.yaml':
      'check:\n  rules: { dl3006: error, MaintainerDeprecated: off, unknown-instruction: warning }\n',
  })
  const { files }: { files: { findings: { rule: string; severity: string }[] }[] } = JSON.parse(
    (await check('--format', 'json')).out,
  )
  expect(files[0]?.findings.map(({ rule, severity }) => `${severity} ${rule}`)).toEqual([
    'error base-tag',
    'warning unknown-instruction',
  ])
})

test('laststage.yaml says which registries are allowed', async () => {
  write({
    Dockerfile:
      'FROM node:22\nCOPY --from=quay.io/a/b:1 /x /x\nCOPY --from=ghcr.io/us/c:1 /y /y\nUSER node\n',
    'ci.yaml': 'check: { registries: [docker.io, ghcr.io/us] }\n',
  })
  expect((await check()).out).toBe('Nothing found in Dockerfile.\n')
  const { code, out } = await check('--config', 'ci.yaml')
  expect(code).toBe(1)
  expect(out).toContain('Dockerfile:2:1\n  error registry-not-allowed: quay.io/a/b:1 comes from quay.io')
  expect(out).toContain('1 error in Dockerfile.')
})

test.each([
  [
    'check:\n  rules:\n    base-tga: error\n',
    /laststage.yaml:3 error: there is no rule base-tga\n.*\n.*\n +help: did you mean base-tag\?/,
  ],
  ['check:\n  rules:\n    base-tag: loud\n', /laststage.yaml:3 error: "base-tag" cannot be "loud"/],
  ['check:\n  registries: docker.io\n', /laststage.yaml:2 error: "registries" cannot be "docker.io"/],
  ['check:\n  rulez: {}\n', /laststage.yaml:2 error: unknown key "rulez"/],
])('a mistake in the configuration is told with its line: %j', async (text, message) => {
  write({ Dockerfile: 'FROM node\n', 'laststage.yaml': text })
  const { code, err } = await check()
  expect(code).toBe(2)
  expect(err).toMatch(message)
})

test('SARIF names each rule once, and counts the places of fixes from 1', async () => {
  write({ Dockerfile: broken })
  const log = JSON.parse((await check('--format', 'sarif')).out)
  const [run] = log.runs
  expect(log.version).toBe('2.1.0')
  expect(run.tool.driver.rules.map((rule: { id: string }) => rule.id)).toEqual(['lost-continuation'])
  expect(run.results[0]).toMatchObject({
    ruleId: 'lost-continuation',
    ruleIndex: 0,
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'Dockerfile' },
          region: { startLine: 2, startColumn: 19 },
        },
      },
    ],
    fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: ' \\' } }] }] }],
  })
})

const change = (uri: string, column: number, text: string) => ({
  artifactLocation: { uri },
  replacements: [
    {
      deletedRegion: { startLine: 1, startColumn: column, endLine: 1, endColumn: column },
      insertedContent: { text },
    },
  ],
})

test('SARIF and JSON carry the fix of a .dockerignore, there or not', async () => {
  const app = { Dockerfile: 'FROM node:22-slim\nCOPY . .\nUSER node\n', '.git/HEAD': 'ref: x\n' }
  write(
    Object.fromEntries(
      Object.entries(app).flatMap(([path, text]) => [`a/${path}`, `b/${path}`].map(at => [at, text])),
    ),
  )
  write({ 'b/.dockerignore': '*.md' })
  const [run] = JSON.parse((await check('--format', 'sarif')).out).runs
  const changes = run.results.flatMap((each: { fixes?: { artifactChanges: unknown[] }[] }) =>
    (each.fixes ?? []).flatMap(({ artifactChanges }) => artifactChanges),
  )
  expect(changes).toEqual([change('a/.dockerignore', 1, '.git\n'), change('b/.dockerignore', 5, '\n.git\n')])
  const { files } = JSON.parse((await check('--format', 'json')).out)
  expect(files[0].findings[0].fix.elsewhere).toEqual([
    { file: 'a/.dockerignore', missing: true, edits: [{ from: 0, to: 0, text: '.git\n' }] },
  ])
})

test('GitHub annotations escape what they hold', async () => {
  write({ 'a,b/Dockerfile': broken })
  const { out } = await check('--format', 'github')
  expect(out).toMatch(
    /^::error file=a%2Cb\/Dockerfile,line=2,endLine=2,col=19,endColumn=21,title=lost-continuation::/,
  )
  expect(out).toContain('%0Aend the line with \\\n')
})

test.each([
  [['no-such-file'], 'no-such-file is neither a file nor a folder'],
  [['.'], 'no Dockerfile in .'],
  [['--unsafe'], '--unsafe goes with --fix or --diff'],
])('%j is a wrong usage', async (args, message) => {
  expect(await check(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) })
})

test('--target that no stage has is a wrong usage', async () => {
  write({ Dockerfile: 'FROM node:22 AS a\n' })
  expect(await check('--target', 'b')).toMatchObject({ code: 2, err: expect.stringContaining('no stage b') })
})

test('explain prints the page of every rule, by any of its names', async () => {
  for (const { id } of rules) {
    const io = fakeIo()
    expect(await run(['explain', id], io)).toBe(0)
    expect(io.out()).toMatch(new RegExp(`^# ${id}\n`))
  }
  const io = fakeIo()
  await run(['explain', 'dl3006'], io)
  expect(io.out()).toMatch(/^# base-tag\n/)
})
