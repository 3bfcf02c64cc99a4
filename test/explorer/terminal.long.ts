import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
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

/** Opens an image in a shell, which tells the exit code once the explorer has ended. */
function open(image: string, columns: number, lines: number): void {
  const command = `'${process.execPath}' '${resolve('src/cli/bin.ts')}' measure ${image} -i; echo code=$?; exec cat`
  const size = ['-x', String(columns), '-y', String(lines)]
  tmux('new-session', '-d', '-s', 's', ...size, '-c', folder, '-e', 'LANG=C.UTF-8', command)
}

/** The other screen, the cursor and the wrapping of lines, as tmux knows them. */
function modes(): string {
  return tmux('display-message', '-p', '-t', 's', '#{alternate_on} #{cursor_flag} #{wrap_flag}').trim()
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'laststage-terminal-'))
  writeFileSync(join(folder, 'app.tar'), imageArchive(layered))
  writeFileSync(join(folder, 'hostile.tar'), imageArchive(hostileBefore))
})
afterEach(() => tmux('kill-session', '-t', 's'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('keys move through layers and files; q leaves the terminal as it was', async () => {
  open('app.tar', 100, 30)
  expect(await shown('q quit')).toContain('the whole image')
  expect(modes()).toBe('1 0 0')
  keys('Tab', 'Down', 'Down')
  await shown('RUN make')
  await shown(/Layer 1 .*2 files/)
  keys('/', 'o', 'u', 't')
  await shown('Find: out')
  await shown(/"out" {2}1 file/)
  keys('Enter', 'w', 'q')
  await shown('code=0')
  expect(modes()).toBe('0 1 1')
})

test('it follows the size of the terminal', async () => {
  open('app.tar', 120, 40)
  await shown(/Layers.*│.*Image/)
  tmux('resize-window', '-t', 's', '-x', '40', '-y', '10')
  expect(await shown(/^─ Image/m)).not.toContain('│')
  tmux('resize-window', '-t', 's', '-x', '250', '-y', '80')
  await shown(/Layers.*│.*Image/)
  keys('C-c')
  await shown('code=0')
})

test('a signal ends it, and the terminal is left as it was', async () => {
  open('app.tar', 80, 24)
  await shown('q quit')
  const shell = tmux('display-message', '-p', '-t', 's', '#{pane_pid}').trim()
  const [child = ''] = execFileSync('pgrep', ['-P', shell], { encoding: 'utf8' }).split('\n')
  process.kill(Number(child), 'SIGTERM')
  expect(await shown('code=130')).toContain('Interrupted.')
  expect(modes()).toBe('0 1 1')
})

test('hostile names are written out', async () => {
  open('hostile.tar', 150, 40)
  await shown('q quit')
  keys('Down', 'e')
  const text = await shown(String.raw`line\x0abreak.js`)
  expect(text).toContain(String.raw`caf\xff.txt`)
  expect(text).toContain(String.raw`\u{202e}gnp.exe`)
  keys('q')
  await shown('code=0')
})
