import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'

// Runs the tests of the HTML report in a real Chromium: the one that CHROMIUM names, one of the machine's, or Debian's.
const root = join(import.meta.dirname, '..')
const known = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const chromium = process.env['CHROMIUM'] ?? known.find(path => existsSync(path)) ?? installed()
if (chromium === undefined || !existsSync(chromium)) {
  process.stderr.write(
    `${chromium === undefined ? 'No Chromium was found' : `${chromium} is not there`}. Install one (on Debian: apt-get install chromium), or name it: CHROMIUM=/path npm run test:browser\n`,
  )
  process.exit(2)
}
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config',
    'vitest.browser.config.ts',
    ...process.argv.slice(2),
  ],
  { cwd: root, stdio: 'inherit', env: { ...process.env, CHROMIUM: chromium } },
)
process.exit(status ?? 1)

/** Debian's own, where this user may install it. */
function installed(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  process.stderr.write('Installing Debian’s chromium with apt-get.\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: readonly string[]): void => {
    execFileSync('apt-get', ['-qq', ...args], { env, stdio: ['ignore', 2, 2] })
  }
  try {
    apt('update')
    apt('install', '-y', '--no-install-recommends', 'chromium')
    return known.find(path => existsSync(path))
  } catch {
    return undefined
  }
}
