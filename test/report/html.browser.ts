import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bundlePage } from '../../scripts/bundle-page.ts'
import { compareImages } from '../../src/cli/reports/compare-images.ts'
import { imageFiles } from '../../src/measure/files/image-files.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { diffedPage } from '../../src/report/html/diffed-page.ts'
import { measuredPage } from '../../src/report/html/measured-page.ts'
import { hostile, hostileAfter, hostileBefore, inspectFixture } from '../support/hostile-images.ts'
import { hostileOptimized } from '../support/hostile-report.ts'

// Debian's chromium, as scripts/test-browser.ts found it.
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const folder = mkdtempSync(join(tmpdir(), 'laststage-browser-'))
const troubles: string[] = []
const open: Page[] = []
let browser: Browser

beforeAll(async () => {
  const assets = await bundlePage()
  const before = { name: 'app:main', image: await inspectFixture(hostileBefore) }
  const after = { name: hostile.script, image: await inspectFixture(hostileAfter) }
  const view = { image: before.image, measured: measuredImage(before.name, before.image) }
  writeFileSync(join(folder, 'measure.html'), measuredPage(view.measured, imageFiles(view), '1', assets))
  const compared = compareImages(before, after)
  writeFileSync(join(folder, 'diff.html'), diffedPage(compared, '1', assets))
  writeFileSync(join(folder, 'grown.html'), diffedPage(compareImages(after, before), '1', assets))
  writeFileSync(join(folder, 'optimize.html'), hostileOptimized(compared, assets))
  // Root may not use Chromium's sandbox; the pages are our own.
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
})

afterEach(async () => {
  for (const page of open.splice(0)) await page.close()
  const found = troubles.splice(0)
  if (found.length > 0) throw new Error(`the page has trouble: ${found.join('; ')}`)
})

afterAll(async () => {
  await browser.close()
  rmSync(folder, { recursive: true, force: true })
})

async function show(
  name: 'measure' | 'diff' | 'grown' | 'optimize',
  options: { width?: number; colorScheme?: 'light' | 'dark'; bypassCSP?: boolean } = {},
): Promise<Page> {
  const { width = 1280, ...more } = options
  const page = await browser.newPage({ viewport: { width, height: 900 }, ...more })
  open.push(page)
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text())
  })
  page.on('pageerror', error => troubles.push(error.message))
  page.on('dialog', dialog => troubles.push(`a dialog: ${dialog.message()}`))
  page.on('request', request => {
    if (!request.url().startsWith('file:')) troubles.push(`a request: ${request.url()}`)
  })
  await page.goto(`file://${join(folder, `${name}.html`)}`)
  await page.locator('.map button').first().waitFor()
  return page
}

const cell = (page: Page, name: string | RegExp) =>
  page.getByRole('group', { name: /^Map of the files/ }).getByRole('button', { name })

const focused = async (page: Page): Promise<unknown> =>
  await page.evaluate('document.activeElement.textContent')

describe('the map', () => {
  test('opens a folder, goes up again, and shows the same in the table', async () => {
    const page = await show('measure')
    await cell(page, /^app \d/).click({ position: { x: 12, y: 8 } })
    await expect.poll(() => page.locator('.crumbs').innerText()).toMatch(/app/)
    const table = page.locator('table.files')
    expect(await table.locator('caption').innerText()).toBe('Entries in /app')
    expect(await table.getByRole('rowheader').allInnerTexts()).toContain('"onfocus=alert(1) x="\'.js')
    await page.locator('.crumbs button').first().click()
    expect(await table.locator('caption').innerText()).toBe('Entries in /')
  })

  test('is used with the keyboard: one stop, arrows, Enter, Escape', async () => {
    const page = await show('measure')
    expect(await page.locator('.map button[tabindex="0"]').count()).toBe(1)
    await page.locator('.map button[tabindex="0"]').focus()
    const first = await focused(page)
    await page.keyboard.press('ArrowDown')
    const second = await focused(page)
    expect(second).not.toBe(first)
    await cell(page, /^app \d/).focus()
    await page.keyboard.press('Enter')
    expect(await page.locator('table.files caption').innerText()).toBe('Entries in /app')
    expect(await page.locator('.map :focus').count()).toBe(1)
    await page.keyboard.press('Escape')
    expect(await page.locator('table.files caption').innerText()).toBe('Entries in /')
  })

  test('says of a file its path, bytes, layer and why, on hover and on focus', async () => {
    const page = await show('measure')
    await cell(page, /^big\.so\b/)
      .first()
      .hover()
    const detail = page.locator('.detail')
    await expect.poll(() => detail.innerText()).toContain('hidden by later layers/usr/lib/big.so')
    expect(await detail.innerText()).toContain('400 kB')
    await cell(page, /^bash\b/).focus()
    await expect.poll(() => detail.innerText()).toContain('/usr/bin/bash')
    expect(await detail.innerText()).toContain('layer 0 of the base image: debian.sh')
  })

  test('finds by path and by package, and shows what is wasted', async () => {
    const page = await show('measure')
    await page.getByRole('searchbox').fill('APP tick')
    await expect.poll(() => page.locator('.found').innerText()).toBe('Found: 52.0 kB in 1 file.')
    expect(await page.locator('table.files').getByRole('rowheader').allInnerTexts()).toEqual([
      '/app/`tick` | pipe @everyone #1.js',
    ])
    await page.getByRole('searchbox').fill('')
    await page.getByText('Wasted', { exact: true }).click()
    await expect.poll(() => page.locator('table.files').innerText()).toContain('wasted: npm cache')
  })

  test('turns from before to after and stays in the folder', async () => {
    const page = await show('diff')
    await cell(page, /^app \d/).click({ position: { x: 12, y: 8 } })
    await page.getByText(/^After, /).click()
    await expect.poll(() => page.locator('table.files').innerText()).toContain('fresh.js')
    expect(await page.locator('table.files caption').innerText()).toBe('Entries in /app')
    expect(await page.locator('.legend').innerText()).toContain('only after 20.0 kB')
  })

  test.each([
    ['diff', /^Before, /],
    ['grown', /^After, /],
  ] as const)('of %s opens on the larger image', async (name, label) => {
    const page = await show(name)
    expect(await page.getByLabel(label).isChecked()).toBe(true)
    expect(await page.locator('.map').innerText()).toContain('node_modules')
  })
})

describe('the page', () => {
  test('changes its colours with the machine, and with its own switch', async () => {
    const page = await show('measure', { colorScheme: 'dark' })
    const paper = async (): Promise<unknown> =>
      await page.evaluate('getComputedStyle(document.body).backgroundColor')
    const dark = await paper()
    const theme = page.locator('#theme')
    await theme.click()
    expect(await theme.innerText()).toBe('Colours: light')
    const light = await paper()
    expect(light).not.toBe(dark)
    await theme.click()
    expect(await paper()).toBe(dark)
    await page.reload()
    expect(await theme.innerText()).toBe('Colours: dark')
  })

  test.each(['light', 'dark'] as const)('has no fault that axe finds, in %s colours', async colorScheme => {
    for (const [name, width] of [
      ['measure', 1280],
      ['optimize', 1280],
      ['diff', 390],
    ] as const) {
      // axe is put in as a script, which the page's own policy refuses.
      const page = await show(name, { width, colorScheme, bypassCSP: true })
      await page.addScriptTag({ content: axe.source })
      const found: unknown = await page.evaluate(
        "axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes.map(node => node.html).slice(0, 3).join(' | ')))",
      )
      expect(found).toEqual([])
    }
  })

  test('is no wider than a phone', async () => {
    for (const name of ['measure', 'diff', 'optimize'] as const) {
      const page = await show(name, { width: 360 })
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    }
  })

  test('prints on white, without its controls', async () => {
    const page = await show('diff', { colorScheme: 'dark' })
    await page.locator('#theme').click()
    await page.locator('#theme').click()
    await page.emulateMedia({ media: 'print' })
    const paper: unknown = await page.evaluate('getComputedStyle(document.body).backgroundColor')
    expect(paper).toBe('rgb(255, 255, 255)')
    expect(await page.locator('.controls').isVisible()).toBe(false)
    expect(await page.locator('.map').isVisible()).toBe(true)
    expect((await page.pdf()).length).toBeGreaterThan(10_000)
  })

  test('runs nothing that an image brings', async () => {
    const page = await show('diff')
    expect(await page.locator('h1').innerText()).toContain(hostile.script)
    await page.getByRole('searchbox').fill('script')
    await expect.poll(() => page.locator('.found').innerText()).toMatch(/^Found/)
    expect(await page.locator('script').count()).toBe(1)
    const blocked: unknown = await page.evaluate(`
      const added = document.createElement('script')
      added.textContent = 'window.ran = true'
      document.body.append(added)
      !('ran' in window)`)
    expect(blocked).toBe(true)
    expect(troubles.splice(0).join()).toContain('Content Security Policy')
  })
})
