import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { type FakeIo, fakeIo } from '../support/fake-io.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'init-test-'))
  await writeFile(join(folder, 'go.mod'), 'module example.com/hello\n\ngo 1.23\n')
  await writeFile(join(folder, 'main.go'), 'package main\n\nfunc main() {\n\tprintln("hello")\n}\n')
})
afterEach(async () => {
  await rm(folder, { recursive: true })
})

const init = async (
  args: readonly string[],
  answers?: readonly string[],
): Promise<[number, FakeIo, string[]]> => {
  const asked: string[] = []
  const left = [...(answers ?? [])]
  const ask = async (question: string): Promise<string> => {
    asked.push(question)
    return left.shift() ?? ''
  }
  const io = fakeIo({ cwd: folder, ...(answers === undefined ? {} : { ask }) })
  return [await run(['init', ...args], io), io, asked]
}
const all = async (): Promise<readonly string[]> => (await readdir(folder)).sort()
const before = ['go.mod', 'main.go']

test('writes what is lacking, and says what and what next', async () => {
  const [code, io] = await init([])
  expect(code).toBe(0)
  expect(await all()).toEqual(['.dockerignore', 'Dockerfile', 'go.mod', 'laststage.yaml', 'main.go'])
  expect(io.out()).toContain('Wrote Dockerfile, .dockerignore, laststage.yaml: only the binary ships.')
  expect(io.out()).toContain('Base image, without your app: scratch: empty')
  expect(io.out()).toContain('Next: docker build --tag app .')
})

test('a laststage.yaml that is there stays, and a Dockerfile is written', async () => {
  await writeFile(join(folder, 'laststage.yaml'), 'budget: 5MB\n')
  const [code, io] = await init(['--yes'])
  expect(code).toBe(0)
  expect(io.out()).toContain('Wrote Dockerfile, .dockerignore:')
  expect(await readFile(join(folder, 'laststage.yaml'), 'utf8')).toBe('budget: 5MB\n')
  expect(await all()).toEqual(['.dockerignore', 'Dockerfile', 'go.mod', 'laststage.yaml', 'main.go'])
})

test('never replaces a file', async () => {
  await writeFile(join(folder, 'laststage.yaml'), 'budget: 5MB\n')
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\n')
  const [code, io] = await init(['--yes'])
  expect(code).toBe(2)
  expect(io.err()).toContain('laststage.yaml is there already')
  expect(await readFile(join(folder, 'laststage.yaml'), 'utf8')).toBe('budget: 5MB\n')
  expect(await all()).toEqual(['Dockerfile', 'go.mod', 'laststage.yaml', 'main.go'])
})

test('where the folder itself is no app, those below that are', async () => {
  await mkdir(join(folder, 'api'))
  await rename(join(folder, 'go.mod'), join(folder, 'api/go.mod'))
  await rename(join(folder, 'main.go'), join(folder, 'api/main.go'))
  await mkdir(join(folder, 'notes'))
  await writeFile(join(folder, 'notes/package.json'), '{ "name": "notes" }')
  const [code, io] = await init([])
  expect(code).toBe(1)
  expect(io.out()).toContain('it would write one for:\n  laststage init api  # Go\n')
  expect(io.out()).not.toContain('init notes')
  expect(await all()).toEqual(['api', 'notes'])
})

test('a .dockerignore that is there stays, and what it lacks is told', async () => {
  await writeFile(join(folder, '.dockerignore'), '.git\n')
  const [code, io] = await init([])
  expect(code).toBe(0)
  expect(io.out()).toContain('.dockerignore is there and stays; it could also leave out: Dockerfile')
  expect(await readFile(join(folder, '.dockerignore'), 'utf8')).toBe('.git\n')
})

test('with a Dockerfile only the probes are written', async () => {
  await writeFile(join(folder, 'Dockerfile'), 'FROM golang:1.23\n')
  const [code, io] = await init(['.'])
  expect(code).toBe(0)
  expect(await all()).toEqual(['Dockerfile', 'go.mod', 'laststage.yaml', 'main.go'])
  expect(io.out()).toContain('Next: laststage optimize .')
})

test('on a terminal it asks before it writes; no is no', async () => {
  const [code, io, asked] = await init([], ['n'])
  expect(code).toBe(0)
  expect(asked).toEqual(['Write Dockerfile, .dockerignore, laststage.yaml? [Y/n] '])
  expect(io.out()).toBe('Nothing was written.\n')
  expect(await all()).toEqual(before)
})

test('a choice is the first of at most two questions', async () => {
  await rm(join(folder, 'go.mod'))
  await writeFile(join(folder, 'package-lock.json'), '{}')
  const manifest = { scripts: { dev: 'vite', build: 'vite build' }, devDependencies: { vite: '6' } }
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'index.html'), '<script type="module" src="/main.js"></script>')
  const [code, , asked] = await init([], ['2', ''])
  expect(code).toBe(0)
  expect(asked).toHaveLength(2)
  expect(await readFile(join(folder, 'Dockerfile'), 'utf8')).toContain('static-web-server')
})

test('--yes asks nothing, and --dry-run writes nothing', async () => {
  const [code, io, asked] = await init(['--dry-run'], ['n'])
  expect([code, asked, await all()]).toEqual([0, [], before])
  expect(io.out()).toContain('--- Dockerfile\nFROM golang')
  expect((await init(['--yes'], ['n']))[2]).toEqual([])
  expect(await all()).toContain('Dockerfile')
})

test('an app that is not understood: exit code 1, the reason, nothing written', async () => {
  await rm(join(folder, 'go.mod'))
  const [code, io] = await init([])
  expect(code).toBe(1)
  expect(io.out()).toContain(
    'No Dockerfile was written: main.go is here without a go.mod: run go mod init, or laststage in the folder',
  )
  expect(await all()).toEqual(['main.go'])
})
