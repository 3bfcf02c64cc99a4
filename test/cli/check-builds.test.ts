import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import type { CheckReport } from '../../src/report/check/check-report.ts'
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

const textOf = (path: string) => readFileSync(join(folder, path), 'utf8')

async function check(args: readonly string[], input?: string) {
  const io = fakeIo({ cwd: folder, ...(input === undefined ? {} : { readInput: async () => input }) })
  const code = await run(['check', ...args], io)
  return { code, out: io.out(), err: io.err() }
}

async function report(...args: string[]): Promise<CheckReport> {
  const parsed: CheckReport = JSON.parse((await check([...args, '--format', 'json'])).out)
  return parsed
}

function found({ files }: CheckReport): readonly string[] {
  return files.flatMap(({ findings }) =>
    findings.map(({ file, range, severity, rule }) => `${file}:${range.start.line} ${severity} ${rule}`),
  )
}

const lists = 'RUN apt-get update && apt-get install -y --no-install-recommends curl\nUSER 1000\n'
const twoStages = `FROM debian:13 AS api\n${lists}FROM debian:13 AS worker\n${lists}`

describe('Compose and Bake files', () => {
  test('name the stages that ship, whether a folder or a file is checked', async () => {
    write({
      'svc/Dockerfile': twoStages,
      'compose.yaml':
        'services:\n  a: { build: { context: svc, target: api } }\n  b: { build: { context: svc, target: worker } }\n',
    })
    const expected = ['svc/Dockerfile:2 warning apt-lists-left', 'svc/Dockerfile:5 warning apt-lists-left']
    expect(found(await report('.'))).toEqual(expected)
    expect(found(await report('svc/Dockerfile'))).toEqual(expected)
    expect(found(await report('.', '--target', 'worker'))).toEqual([
      'svc/Dockerfile:5 warning apt-lists-left',
    ])
    const [file] = (await report('.')).files
    expect(file?.builds).toEqual([
      { name: 'service a', file: 'compose.yaml', line: 2, target: 'api' },
      { name: 'service b', file: 'compose.yaml', line: 3, target: 'worker' },
    ])
  })

  test('lead to Dockerfiles with other names, and to their build context', async () => {
    write({
      'docker-bake.hcl': 'target "app" {\n  context = "app"\n  dockerfile = "../build/image.txt"\n}\n',
      'build/image.txt': 'FROM scratch\nCOPY main.py maim.py /\nUSER 1\n',
      'app/main.py': '',
    })
    expect(found(await report('.'))).toEqual(['build/image.txt:2 warning copy-source-missing'])
  })

  test('hold Dockerfiles themselves, which are not edited', async () => {
    const compose =
      'services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM debian:13\n        RUN cd /x\n        USER 1\n'
    write({ 'compose.yaml': compose })
    expect((await check(['.', '--fix', '--unsafe'])).out).toContain(
      'compose.yaml:6:13\n  warning cd-alone: the next instruction begins in WORKDIR again, so this cd\n  does nothing\n' +
        '    6 |         RUN cd /x\n      |             ^^^^^\n',
    )
    expect(textOf('compose.yaml')).toBe(compose)
    const { files } = await report('.')
    expect(files.map(({ path, within }) => ({ path, within }))).toEqual([
      { path: 'compose.yaml', within: 'service web' },
    ])
  })

  test('what they do not tell is said, and nothing outside of the folder is read', async () => {
    write({
      'outside/Dockerfile': 'FROM node\n',
      'in/Dockerfile': 'FROM scratch\nUSER 1\n',
      'in/compose.yaml':
        'services:\n  a: { build: { target: "$STAGE" } }\n  b: { build: ../outside }\n  c: { build: ./link }\n  d: { build: ./gone }\n',
    })
    symlinkSync(join(folder, 'outside'), join(folder, 'in', 'link'))
    const { out } = await check(['in'])
    expect(out).toBe(
      'in/compose.yaml:2 service a: the target is not known, since STAGE has no value here\n' +
        'in/compose.yaml:4 service c: there is no link/Dockerfile\n' +
        'in/compose.yaml:5 service d: there is no gone/Dockerfile\n' +
        'Nothing found in in/Dockerfile.\n',
    )
  })
})

describe('.dockerignore', () => {
  const app = {
    Dockerfile:
      'FROM node:22-slim\nWORKDIR /app\nCOPY . .\nRUN npm ci --no-cache && npm cache clean --force\nUSER node\n',
    'package.json': '{"name":"a"}',
    'package-lock.json': '{}',
    '.gitignore': 'node_modules\n',
    '.git/HEAD': 'ref: refs/heads/main\n',
    'node_modules/.package-lock.json': '{}',
    '.env': 'DB_PASSWORD=hunter2\n',
  }

  test('--diff shows what it gains, --fix writes it, and a second time nothing is left', async () => {
    write(app)
    const { out } = await check(['--diff'])
    expect(out).toContain('--- /dev/null')
    expect(out).toContain('+++ .dockerignore (proposed)')
    expect(out).toContain('+.git\n +node_modules\n')
    expect(existsSync(join(folder, '.dockerignore'))).toBe(false)
    await check(['--fix'])
    expect(textOf('.dockerignore')).toBe('.git\nnode_modules\n')
    expect((await check(['--fix'])).out).not.toContain('context-unignored')
    await check(['--fix', '--unsafe'])
    expect(textOf('.dockerignore')).toBe('.git\nnode_modules\n.env\n')
  })

  test('is extended once for two Dockerfiles that share it, and what it says stays', async () => {
    write({ ...app, '.dockerignore': '# ours\n*.md', 'web.Dockerfile': app.Dockerfile })
    expect((await check(['--diff'])).out.match(/\+\.git$/gm)).toHaveLength(1)
    await check(['--fix'])
    expect(textOf('.dockerignore')).toBe('# ours\n*.md\n.git\nnode_modules\n')
  })

  test("is the Dockerfile's own where it has one", async () => {
    write({ ...app, 'Dockerfile.dockerignore': 'tmp\n' })
    await check(['--fix'])
    expect(textOf('Dockerfile.dockerignore')).toBe('tmp\n.git\nnode_modules\n')
    expect(existsSync(join(folder, '.dockerignore'))).toBe(false)
  })

  test('is not written through a link', async () => {
    write({
      'in/Dockerfile': app.Dockerfile,
      'in/.git/HEAD': 'ref: x\n',
      'in/package.json': '{}',
      precious: 'mine\n',
    })
    symlinkSync(join(folder, 'precious'), join(folder, 'in', '.dockerignore'))
    expect((await check(['in', '--fix'])).code).toBe(2)
    expect(textOf('precious')).toBe('mine\n')
  })
})

describe('standard input', () => {
  const text = 'FROM debian:13\nCOPY main.py /\nRUN npm --version &&\nnode --version\nUSER 1\n'

  test('is checked by itself, with a context where one is given', async () => {
    write({ 'ctx/other': '' })
    expect((await check(['-'], text)).out).toContain('-:3:19\n  error lost-continuation')
    expect((await check(['-'], text)).out).not.toContain('copy-source-missing')
    expect((await check(['-', '--context', 'ctx'], text)).out).toContain('warning copy-source-missing')
  })

  test('counts as a file, with the context and the builds of that file', async () => {
    write({
      'svc/main.py': '',
      'svc/laststage.yaml': 'check: { rules: { apt-lists-left: error } }\n',
      'compose.yaml': 'services: { a: { build: { context: svc, target: api } } }\n',
    })
    const { out } = await check(['-', '--stdin-filename', 'svc/Dockerfile', '--format', 'json'], twoStages)
    expect(found(JSON.parse(out))).toEqual([
      'svc/Dockerfile:2 error apt-lists-left',
      'svc/Dockerfile:4 info unused-stage',
    ])
  })

  test('--fix prints the fixed file, tells the rest on standard error, and writes nothing', async () => {
    write({ Dockerfile: 'FROM scratch\n', '.git/HEAD': 'x' })
    const { out, err } = await check(['-', '--fix', '--stdin-filename', 'Dockerfile'], `${text}COPY . .\n`)
    expect(out).toBe(`${text.replace('&&\n', '&& \\\n')}COPY . .\n`)
    expect(err).toContain('fixed lost-continuation')
    expect(textOf('Dockerfile')).toBe('FROM scratch\n')
    expect(existsSync(join(folder, '.dockerignore'))).toBe(false)
  })

  test('goes with nothing else', async () => {
    expect(await check(['-', 'Dockerfile'], text)).toMatchObject({ code: 2 })
    expect(await check(['--stdin-filename', 'Dockerfile'])).toMatchObject({ code: 2 })
    expect(await check(['-'])).toMatchObject({ code: 2 })
  })
})
