import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { isDockerfileName } from '../../src/app/dockerfile-names.ts'
import { run } from '../../src/cli/run.ts'
import { fakeIo } from '../support/fake-io.ts'

interface Hook {
  readonly id: string
  readonly entry: string
  readonly language: string
  readonly files: string
  readonly exclude: string
}

const hooks: readonly Hook[] = parse(readFileSync('.pre-commit-hooks.yaml', 'utf8'))
const { bin }: { bin: Readonly<Record<string, string>> } = JSON.parse(readFileSync('package.json', 'utf8'))

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-hooks-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function git(...args: readonly string[]): string {
  return execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' })
}

function stage(files: Readonly<Record<string, string>>): void {
  git('init', '--quiet')
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  git('add', '--all')
}

/** Python's patterns, of what both languages have in common. */
const pattern = (text: string): RegExp => new RegExp(text.replace('(?i)', ''), 'i')

const takes = ({ files, exclude }: Hook, path: string): boolean =>
  pattern(files).test(path) && !pattern(exclude).test(path)

/** Runs a hook's entry as pre-commit does: in the repository's root, on the staged files that it takes. */
async function runHook(id: string): Promise<{ code: number; out: string }> {
  const hook = hooks.find(each => each.id === id)
  if (hook === undefined) throw new Error(`there is no hook ${id}`)
  const [command, ...args] = hook.entry.split(' ')
  expect(bin[command ?? '']).toBeDefined()
  const staged = git('diff', '--cached', '--name-only').split('\n')
  const files = staged.filter(path => path !== '' && takes(hook, path))
  const io = fakeIo({ cwd: folder })
  return { code: await run([...args, ...files], io), out: io.out() }
}

const lost = 'FROM node:22-slim\nRUN npm --version &&\nnode --version\nUSER node\n'

test('check fails for a staged Dockerfile with a fault, and changes nothing', async () => {
  stage({ 'api/Dockerfile': lost, 'README.md': 'FROM node\n', 'web.Dockerfile': 'FROM scratch\nUSER 1\n' })
  const { code, out } = await runHook('laststage-check')
  expect(code).toBe(1)
  expect(out).toContain('api/Dockerfile:2:19')
  expect(out).not.toContain('README')
  expect(readFileSync(join(folder, 'api/Dockerfile'), 'utf8')).toBe(lost)
})

test('fix mends the staged file and passes when nothing is left', async () => {
  stage({ Dockerfile: lost })
  expect((await runHook('laststage-fix')).code).toBe(0)
  expect(git('diff', '--name-only')).toBe('Dockerfile\n')
  git('add', '--all')
  expect((await runHook('laststage-check')).code).toBe(0)
})

test.each([
  'Dockerfile',
  'a/b/Dockerfile.dev',
  'web.Dockerfile',
  'Containerfile',
  'dockerfile',
  'a/Dockerfile.dockerignore',
  'Dockerfile.md',
  'Dockerfile.before-laststage.2',
  'src/dockerfile.ts',
  'dockerfile/index.html',
  'MyDockerfile',
  'compose.yaml',
])('takes the files that `check` finds by itself: %s', path => {
  for (const hook of hooks) expect(takes(hook, path)).toBe(isDockerfileName(path))
})
