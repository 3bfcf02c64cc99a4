import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { styleFor } from '../../src/cli/io.ts'
import { run } from '../../src/cli/run.ts'
import { fakeIo } from '../support/fake-io.ts'

const packageJson: { version: string } = JSON.parse(readFileSync('package.json', 'utf8'))

test.each([['--version'], ['-V']])('%s prints the version alone', async flag => {
  const io = fakeIo()
  expect(await run([flag], io)).toBe(0)
  expect(io.out()).toBe(`${packageJson.version}\n`)
  expect(io.err()).toBe('')
})

test.each([[[]], [['--help']], [['help']]])('%j shows what there is, on stdout', async args => {
  const io = fakeIo()
  expect(await run(args, io)).toBe(0)
  expect(io.out()).toContain('Usage: laststage [options] [command]')
  expect(io.out()).toContain('optimize')
  expect(io.out()).toContain('Examples:')
  expect(io.err()).toBe('')
})

test.each([[['optimize', '--help']], [['help', 'optimize']]])('%j teaches with examples', async args => {
  const io = fakeIo()
  expect(await run(args, io)).toBe(0)
  expect(io.out()).toContain('laststage optimize . --static')
  expect(io.out()).toContain('--budget <size>')
})

test('the help of each command keeps within 80 columns, and has examples', async () => {
  const overview = fakeIo()
  await run(['--help'], overview)
  const names = [...overview.out().matchAll(/^ {2}([a-z][a-z-]+)  /gm)].map(([, name = '']) => [name])
  expect(names.length).toBeGreaterThan(8)
  for (const args of [[], ...names]) {
    const io = fakeIo()
    await run([...args, '--help'], io)
    expect(io.out()).toContain('Examples:')
    for (const line of io.out().split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  }
})

test.each([
  [['optimise', '.'], 'Did you mean optimize?'],
  [['optimize', '--statik'], 'Did you mean --static?'],
  [['optimize', '--strategy', 'best'], 'Allowed choices are auto, tidy, staged, closure'],
  [['optimize', 'a', 'b'], 'too many arguments'],
  [['optimize', '--write', '--out', 'x'], '--out and --write exclude each other'],
  [['optimize', '--write', '--static'], '--static proves nothing'],
  [['optimize', '--static', '--budget', '5MB'], '--static measures nothing'],
  [['optimize', '--budget', 'small'], '"small" is not a size'],
  [['optimize', 'no-such-folder', '--static'], 'is not a folder'],
])('%j is wrong usage: exit code 2, nothing on stdout', async (args, message) => {
  const io = fakeIo()
  expect(await run(args, io)).toBe(2)
  expect(io.err()).toContain(message)
  expect(io.err()).not.toMatch(/\n\s+at .*\.ts/)
  expect(io.out()).toBe('')
})

test.each([
  [['--color', 'always', 'optimize', 'examples/go-hello', '--static']],
  [['optimize', 'examples/go-hello', '--static', '--color=always']],
])('%j is in colour', async args => {
  const io = fakeIo()
  expect(await run(args, io)).toBe(0)
  expect(io.out()).toContain('\u001b[')
})

test('after Ctrl-C the exit code is 130, whatever was thrown', async () => {
  const abort = new AbortController()
  abort.abort()
  const io = fakeIo({ signal: abort.signal })
  expect(await run(['optimize', 'no-such-folder'], io)).toBe(130)
  expect(io.err()).toContain('Interrupted.')
})

test.each([
  ['a pipe', {}, {}, 'auto', false],
  ['a terminal', { isTTY: true }, {}, 'auto', true],
  ['a dumb terminal', { isTTY: true }, { TERM: 'dumb' }, 'auto', false],
  ['NO_COLOR on a terminal', { isTTY: true }, { NO_COLOR: '1' }, 'auto', false],
  ['FORCE_COLOR in a pipe', {}, { FORCE_COLOR: '1' }, 'auto', true],
  ['FORCE_COLOR=0 on a terminal', { isTTY: true }, { FORCE_COLOR: '0' }, 'auto', false],
  ['FORCE_COLOR=false on a terminal', { isTTY: true }, { FORCE_COLOR: 'false' }, 'auto', false],
  ['--color always against NO_COLOR', {}, { NO_COLOR: '1' }, 'always', true],
  ['--color never against FORCE_COLOR', { isTTY: true }, { FORCE_COLOR: '1' }, 'never', false],
] as const)('colours for %s', (_, tty, env, choice, colored) => {
  const io = fakeIo({ ...tty, env })
  expect(styleFor(io.stdout, io, choice).good('x') !== 'x').toBe(colored)
})

test('colours are each stream’s own: a pipe gets none, though the other is a terminal', () => {
  const io = fakeIo({ isTTY: true })
  const pipe = { ...io.stdout, isTTY: false }
  expect(styleFor(pipe, { ...io, stdout: pipe }, 'auto').dim('x')).toBe('x')
  expect(styleFor(io.stderr, { ...io, stdout: pipe }, 'auto').dim('x')).not.toBe('x')
})

test.each([
  [{}, '✓'],
  [{ LANG: 'C.UTF-8' }, '✓'],
  [{ LANG: 'en_US.utf8' }, '✓'],
  [{ LC_ALL: 'C', LANG: 'C.UTF-8' }, '+'],
  [{ LANG: 'POSIX' }, '+'],
])('signs in the locale %j', (env, sign) => {
  const io = fakeIo({ env })
  expect(styleFor(io.stdout, io, 'auto').signs.ok).toBe(sign)
})
