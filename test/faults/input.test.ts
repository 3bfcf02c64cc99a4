import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { run } from '../../src/cli/run.ts'
import { fakeIo } from '../support/fake-io.ts'
import { fingerprint } from './fingerprint.ts'
import { spawnLaststage } from './spawn.ts'

// The machine may be busy.
vi.setConfig({ testTimeout: 120_000 })

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'faults-input-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
}

async function told(args: readonly string[]): Promise<{ code: number; text: string; out: string }> {
  const before = await fingerprint(folder)
  const io = fakeIo({ cwd: folder, env: { PATH: '/nonexistent' } })
  const code = await run(args, io)
  expect(await fingerprint(folder)).toEqual(before)
  expect(io.err()).not.toContain('laststage has a bug')
  return { code, text: io.out() + io.err(), out: io.out() }
}

const base = 'FROM busybox:1.37\n'
const binary = new Uint8Array(64).map((_, index) => index % 7)
const huge = base + 'RUN true\n'.repeat(1_200_000)

describe.each([
  ['optimize', ['optimize', 'app', '--static']],
  ['check', ['check', 'app/Dockerfile']],
])('laststage %s', (command, args) => {
  test.each([
    ['a binary Dockerfile', { 'app/Dockerfile': binary }, 2, /Dockerfile.* is binary/, /UTF-8/],
    [
      '10 MB of Dockerfile',
      { 'app/Dockerfile': huge },
      2,
      /Dockerfile.* has 10\.8 MB, more than the 5 MB/,
      /right file/,
    ],
    ['a folder of that name', { 'app/Dockerfile/x': '' }, 2, /Dockerfile.* is a folder/, /hint: /],
    [
      'an empty Dockerfile',
      { 'app/Dockerfile': '' },
      1,
      /Dockerfile:1.* the file has no instructions/s,
      /begin with FROM/,
    ],
    [
      'an unknown instruction',
      { 'app/Dockerfile': `${base}RUNN true\n` },
      1,
      /Dockerfile:2.* unknown instruction RUNN/s,
      /did you mean RUN\?/,
    ],
  ] as const)('%s', async (_, files, code, message, advice) => {
    if (command === 'check' && 'app/Dockerfile/x' in files) return expectFolderChecked(files)
    await write(files)
    const result = await told(args)
    expect(result.code).toBe(code)
    expect(result.text).toMatch(message)
    expect(result.text).toMatch(advice)
  })

  test('a link out of the folder', async () => {
    await write({ 'outside/secret': 'FROM secret\n', 'app/main.txt': '' })
    await symlink('../outside/secret', join(folder, 'app', 'Dockerfile'))
    const result = await told(args)
    expect(result).toMatchObject({ code: 2, text: expect.stringContaining('is a link out of the folder') })
    expect(result.text).toContain('hint: Put the file itself there')
    expect(result.text).not.toContain('FROM secret')
  })

  test('a link that leads nowhere', async () => {
    await write({ 'app/main.txt': '' })
    await symlink('gone', join(folder, 'app', 'Dockerfile'))
    const result = await told(['optimize', 'app', '--static'])
    expect(result).toMatchObject({ code: 2, text: expect.stringContaining('is a link that leads nowhere') })
  })
})

/** To `check` a folder is a place to look for Dockerfiles in. */
async function expectFolderChecked(files: Readonly<Record<string, string>>): Promise<void> {
  await write(files)
  const result = await told(['check', 'app/Dockerfile'])
  expect(result).toMatchObject({ code: 2, text: expect.stringContaining('no Dockerfile in app/Dockerfile') })
}

test('no Dockerfile, and nothing that is known', async () => {
  await write({ 'app/notes.txt': '' })
  const result = await told(['optimize', 'app', '--static'])
  expect(result.code).toBe(2)
  expect(result.text).toMatch(/^error: app has no Dockerfile, and no app that laststage knows\n {2}hint: /)
})

test('several Dockerfiles, and none of the usual name: the choice is the user’s', async () => {
  await write({
    'app/Dockerfile.dev': base,
    'app/Dockerfile.prod': base,
    'app/Dockerfile.prod.dockerignore': '',
  })
  const result = await told(['optimize', 'app', '--static'])
  expect(result).toMatchObject({
    code: 2,
    text: 'error: app has no Dockerfile, but Dockerfile.dev, Dockerfile.prod\n  hint: Choose one with --file Dockerfile.dev.\n',
  })
})

test('two Dockerfiles: the report names the one that was taken', async () => {
  await write({
    'app/Dockerfile': base,
    'app/Dockerfile.prod': base,
    'app/Dockerfile.before-laststage': base,
  })
  const one = await told(['optimize', 'app', '--static', '--json'])
  expect(JSON.parse(one.out)).toMatchObject({
    original: { path: 'Dockerfile' },
    notes: ['Dockerfile was taken; --file chooses another: Dockerfile.prod.'],
  })
  const named = await told(['optimize', 'app', '--static', '--json', '--file', 'Dockerfile.prod'])
  expect(JSON.parse(named.out)).toMatchObject({ original: { path: 'Dockerfile.prod' }, notes: [] })
})

test('a Dockerfile that was named and is not there: what is there is named', async () => {
  await write({ 'app/Dockerfile': base })
  const result = await told(['optimize', 'app', '--static', '--file', 'Dokerfile'])
  expect(result).toMatchObject({ code: 2, text: expect.stringContaining('Dokerfile is not in app') })
  expect(result.text).toContain('There is Dockerfile.')
})

test.each([[['optimize', 'app', '--static']], [['check', 'app']]])(
  '%j: a folder that may not be read',
  async args => {
    // A user without rights has to get as far as the folder.
    await chmod(folder, 0o755)
    await write({ 'app/Dockerfile': base })
    await chmod(join(folder, 'app'), 0)
    const result = await spawnLaststage(args, { cwd: folder, script: resolve('test/faults/as-nobody.ts') })
    await chmod(join(folder, 'app'), 0o755)
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(/^error: \S*app may not be read\n {2}hint: Give your user the right/)
  },
)
