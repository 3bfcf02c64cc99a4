import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { imageArchive } from '../image/image-fixture.ts'
import { hostileBefore } from '../support/hostile-images.ts'
import { layered } from './explorer-fixture.ts'

// On a real terminal: that of tmux (a package of Debian), which says what it shows and whether its modes are left.
const server = `laststage-${process.pid}`
let folder = ''

function tmux(...args: readonly string[]): string {
  return execFileSync('tmux', ['-L', server, '-f', '/dev/null', ...args], { encoding: 'utf8' })
}

function screen(): string {
  return tmux('capture-pane', '-p', '-t', 's')
}

/** Waits until the terminal shows what is expected; answers with all that it shows. */
async function shown(text: string | RegExp): Promise<string> {
  const until = Date.now() + 120_000
  for (;;) {
    const now = screen()
    if (typeof text === 'string' ? now.includes(text) : text.test(now)) return now
    if (Date.now() > until) throw new Error(`not shown: ${String(text)}\n${now}`)
    await sleep(100)
  }
}

function keys(...names: readonly string[]): void {
  tmux('send-keys', '-t', 's', ...names)
}

/** Opens an image, or two, in a shell, which tells the exit code and the terminal's modes once the explorer has ended. */
function open(args: string, columns: number, lines: number, preload = ''): void {
  const node = `'${process.execPath}' ${preload === '' ? '' : `--import '${join(folder, preload)}'`}`
  const command = `stty -g > before; ${node} '${resolve('src/cli/bin.ts')}' ${args} -i; code=$?; stty -g > after; echo code=$code; exec cat`
  const size = ['-x', String(columns), '-y', String(lines)]
  tmux('new-session', '-d', '-s', 's', ...size, '-c', folder, '-e', 'LANG=C.UTF-8', command)
}

/** The other screen, the cursor and the wrapping of lines, as tmux knows them. */
function modes(): string {
  return tmux('display-message', '-p', '-t', 's', '#{alternate_on} #{cursor_flag} #{wrap_flag}').trim()
}

const clean = { modes: '0 1 1', lines: 'as before' }

/** Waits for the end; tells what is left of the screen and the cursor, and whether lines and keys are read as before. */
async function left(code: number): Promise<{ readonly text: string; modes: string; lines: string }> {
  const text = await shown(`code=${code}`)
  const [before, after] = ['before', 'after'].map(name => readFileSync(join(folder, name), 'utf8'))
  return { text, modes: modes(), lines: before === after ? 'as before' : `${before} ${after}` }
}

/** The process that draws: the child of the terminal's shell. */
function explorerPid(): number {
  const shell = tmux('display-message', '-p', '-t', 's', '#{pane_pid}').trim()
  return Number(execFileSync('pgrep', ['-P', shell], { encoding: 'utf8' }).split('\n')[0])
}

beforeAll(() => {
  try {
    execFileSync('tmux', ['-V'])
  } catch {
    throw new Error(
      'These tests need tmux, a terminal that tells what it shows (Debian: apt-get install tmux)',
    )
  }
  // A server ends with its last session, and the next one would race with that end.
  tmux('new-session', '-d', '-s', 'keep', 'exec cat')
  folder = mkdtempSync(join(tmpdir(), 'laststage-terminal-'))
  writeFileSync(join(folder, 'app.tar'), imageArchive(layered))
  writeFileSync(join(folder, 'hostile.tar'), imageArchive(hostileBefore))
  writeFileSync(join(folder, 'other.tar'), imageArchive({ layers: layered.layers.slice(0, 2) }))
  // Faults that only a process of its own can have, at a key that the explorer has no use for.
  const fault = (name: string, what: string) =>
    writeFileSync(
      join(folder, `${name}.mjs`),
      `process.stdin.on('keypress', text => { if (text === 'X') { ${what} } })\n`,
    )
  fault('throws', "throw new Error('thrown within')")
  fault('rejects', "Promise.reject(new Error('rejected within'))")
  fault('exits', 'process.exit(7)')
})
afterEach(() => tmux('kill-session', '-t', 's'))
afterAll(() => {
  tmux('kill-server')
  rmSync(folder, { recursive: true, force: true })
})

test('keys move through layers and files; q leaves the terminal as it was', async () => {
  open('measure app.tar', 100, 30)
  expect(await shown('q quit')).toContain('the whole image')
  expect(modes()).toBe('1 0 0')
  keys('Tab', 'Down', 'Down')
  await shown('RUN make')
  await shown(/Layer 1 .*2 files/)
  keys('/', 'o', 'u', 't')
  await shown('Find: out')
  await shown(/"out" {2}1 file/)
  keys('Enter', 'w', 'q')
  expect(await left(0)).toMatchObject(clean)
})

test('it follows the size of the terminal', async () => {
  open('measure app.tar', 120, 40)
  await shown(/Layers.*│.*Image/)
  tmux('resize-window', '-t', 's', '-x', '40', '-y', '10')
  expect(await shown(/^─ Image/m)).not.toContain('│')
  tmux('resize-window', '-t', 's', '-x', '250', '-y', '80')
  await shown(/Layers.*│.*Image/)
  keys('C-c')
  await shown('code=0')
})

test('two images: keys move through owners and what differs', async () => {
  open('diff app.tar other.tar', 100, 30)
  expect(await shown('q quit')).toContain('app.tar → other.tar')
  keys('-', 'e')
  await shown('Nothing here was removed.')
  keys('+', 'e')
  await shown('out.bin')
  keys('q')
  expect(await left(0)).toMatchObject(clean)
})

test.each([
  ['SIGTERM', 130],
  ['SIGHUP', 130],
  ['SIGINT', 130],
  ['SIGQUIT', 131],
  ['SIGABRT', 134],
] as const)('%s ends it, and the terminal is left as it was', async (signal, code) => {
  open('measure app.tar', 80, 24)
  await shown('q quit')
  process.kill(explorerPid(), signal)
  expect(await left(code)).toMatchObject(clean)
})

test('a signal amid drawing leaves nothing of the picture', async () => {
  open('measure hostile.tar', 200, 60)
  await shown('q quit')
  keys(...Array.from({ length: 200 }, (_, at) => (at % 2 === 0 ? 'e' : 'E')))
  process.kill(explorerPid(), 'SIGTERM')
  const end = await left(130)
  expect(end).toMatchObject(clean)
  expect(end.text).not.toContain('q quit')
})

test.each([
  ['throws', 1, 'thrown within'],
  ['rejects', 1, 'rejected within'],
  ['exits', 7, ''],
])('a process that %s leaves the terminal as it was, and says why', async (preload, code, said) => {
  open('measure app.tar', 80, 24, `${preload}.mjs`)
  await shown('q quit')
  keys('X')
  expect(await left(code)).toMatchObject({ ...clean, text: expect.stringContaining(said) })
})

test('a terminal of one cell, and a large one again', async () => {
  open('measure app.tar', 100, 30)
  await shown('q quit')
  tmux('resize-window', '-t', 's', '-x', '1', '-y', '1')
  keys('Down', 'Tab', 'e')
  tmux('resize-window', '-t', 's', '-x', '100', '-y', '30')
  await shown('q quit')
  keys('q')
  expect(await left(0)).toMatchObject(clean)
})

test('Ctrl-Z gives the terminal back, and fg the explorer', async () => {
  tmux(
    'new-session',
    '-d',
    '-s',
    's',
    '-x',
    '100',
    '-y',
    '30',
    '-c',
    folder,
    '-e',
    'LANG=C.UTF-8',
    'bash --norc -i',
  )
  keys(`'${process.execPath}' '${resolve('src/cli/bin.ts')}' measure app.tar -i; echo code=$?`, 'Enter')
  await shown('q quit')
  keys('C-z')
  await shown('Stopped')
  expect(modes()).toBe('0 1 1')
  keys('fg', 'Enter')
  await shown('q quit')
  expect(modes()).toBe('1 0 0')
  keys('q')
  await shown('code=')
  expect(modes()).toBe('0 1 1')
})

test('it ends with its terminal', async () => {
  open('measure app.tar', 80, 24)
  await shown('q quit')
  const pid = explorerPid()
  // What was in the pane loses its terminal, as when a window is closed.
  tmux('respawn-pane', '-k', '-t', 's', 'exec cat')
  await expect.poll(() => isAlive(pid), { timeout: 60_000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

test('hostile names are written out', async () => {
  open('measure hostile.tar', 150, 40)
  await shown('q quit')
  keys('Down', 'e')
  const text = await shown(String.raw`line\x0abreak.js`)
  expect(text).toContain(String.raw`caf\xff.txt`)
  expect(text).toContain(String.raw`\u{202e}gnp.exe`)
  keys('q')
  await shown('code=0')
})
