import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { bundlePage } from '../../scripts/bundle-page.ts'
import { compareImages } from '../../src/cli/reports/compare-images.ts'
import type { Draft } from '../../src/measure/files/draft.ts'
import { encodeFiles } from '../../src/measure/files/encode-files.ts'
import { imageFiles } from '../../src/measure/files/image-files.ts'
import { measuredImage } from '../../src/measure/measure-image.ts'
import { type ComparedImages, diffedPage } from '../../src/report/html/diffed-page.ts'
import { escapeHtml, html, pathHtml } from '../../src/report/html/html.ts'
import { measuredPage } from '../../src/report/html/measured-page.ts'
import { type PageAssets, renderPage } from '../../src/report/html/page.ts'
import { hostile, hostileAfter, hostileBefore, inspectFixture } from '../support/hostile-images.ts'
import { hostileOptimized } from '../support/hostile-report.ts'

const plain: PageAssets = { script: 'start()', style: 'p{}' }
let compared: ComparedImages
let measured = ''
let diffed = ''

beforeAll(async () => {
  const before = { name: hostile.script, image: await inspectFixture(hostileBefore) }
  const after = { name: 'app:"new"', image: await inspectFixture(hostileAfter) }
  compared = compareImages(before, after)
  const view = { image: before.image, measured: measuredImage(before.name, before.image) }
  measured = measuredPage(view.measured, imageFiles(view), '1.2.3', plain)
  diffed = diffedPage(compared, '1.2.3', plain)
})

const optimized = (assets = plain) => hostileOptimized(compared, assets)

describe('hostile text', () => {
  test('is text wherever it stands', () => {
    for (const page of [measured, diffed, optimized()]) {
      expect(page).not.toContain(hostile.script)
      expect(page).toContain('&#60;script&#62;alert(1)&#60;/script&#62;')
      // The data, and our own script: no other element of that name.
      expect(page.match(/<script/g)).toHaveLength(2)
      expect(page.match(/<\/script>/g)).toHaveLength(2)
      expect(page).not.toMatch(/\son\w+=/)
      expect(page).not.toMatch(/\sstyle=/)
      expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
      expect(page).toBe(Buffer.from(page).toString())
    }
  })

  test('attributes are quoted, and quotes in them escaped', () => {
    expect(html`<a title="${'"><b>'}">`.html).toBe('<a title="&#34;&#62;&#60;b&#62;">')
    expect(escapeHtml('a & b `c` \u0000 \ud800')).toBe('a &#38; b &#96;c&#96; \ufffd \ufffd')
    expect(pathHtml('a\udcff/\u202eb').html).toBe(
      String.raw`<bdi class="path" dir="ltr">a\xff/\u{202e}b</bdi>`,
    )
  })

  test('data cannot end its element, and survives as it is', () => {
    const packed = /id="files-data">([A-Za-z0-9+/=]+)<\/script>/.exec(diffed)?.[1] ?? ''
    const images: unknown = JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString())
    expect(images).toEqual(compared.files)
  })
})

describe('the page', () => {
  test('asks nothing of the network, and runs only its own script', () => {
    const digest = createHash('sha256').update('start()').digest('base64')
    expect(measured).toContain(`default-src 'none'; script-src 'sha256-${digest}'; style-src 'sha256-`)
    expect(measured).not.toMatch(/\s(?:src|href)="(?!#)/)
  })

  test('a script that holds its own end is still one script', () => {
    const page = renderPage(
      { title: '', version: '1', header: html``, sections: [], images: [], filesAfter: '' },
      { script: 'a="</script>"', style: 'b{content:"</style>"}' },
    )
    expect(page.match(/<\/script>/g)).toHaveLength(1)
    expect(page.match(/<\/style>/g)).toHaveLength(1)
    expect(page).not.toContain('files-data')
  })

  test('each part has a heading, and a link in the contents', () => {
    for (const page of [measured, diffed, optimized()]) {
      const links = [...page.matchAll(/<li><a href="#([\w-]+)">/g)].map(([, id]) => id)
      const headings = [...page.matchAll(/<h2 id="([\w-]+)-title">/g)].map(([, id]) => id)
      expect(links).toEqual(headings)
      expect(new Set(links).size).toBe(links.length)
      expect(links).toContain('files')
    }
  })

  test('a line of the diff points to the change that was read there', () => {
    const page = optimized()
    expect(page).toMatch(/<code>RUN echo [^<]*<\/code><\/td><td><a class="because" href="#change-1"/)
    expect(page).toContain('<li id="change-1">')
    expect(page).toContain('✓ equivalent (3 runs, 4 files)')
    expect(page).toContain('189× smaller')
  })
})

const folder = (name: string, children: readonly Draft[]): Draft => ({
  name,
  kind: 'd',
  bytes: 0,
  layer: -1,
  status: ' ',
  children: new Map(children.map(child => [child.name, child])),
})
const file = (at: number): Draft => ({
  name: `module-${(at * 7919) % 10_007}.js`,
  kind: 'f',
  bytes: (at * 48_271) % 65_537,
  layer: at % 9,
  owner: `npm package-${at % 100} 1.0.0`,
  status: '=',
})

describe('how large it is', () => {
  test('the page without data stays under 400 KB', async () => {
    const page = optimized(await bundlePage())
    const data = /id="files-data">[^<]+/.exec(page)?.[0].length ?? 0
    expect(data).toBeGreaterThan(0)
    expect(page.length - data).toBeLessThan(100_000)
  })

  test('a file of an image of 100,000 takes a few bytes', () => {
    const root = folder(
      '',
      Array.from({ length: 1000 }, (_, at) =>
        folder(
          `package-${at}`,
          Array.from({ length: 100 }, (_, index) => file(100 * at + index)),
        ),
      ),
    )
    const columns = encodeFiles(root)
    expect(columns.names).toHaveLength(101_001)
    const page = renderPage(
      {
        title: '',
        version: '1',
        header: html``,
        sections: [],
        images: [{ name: '', instructions: [], baseLayers: 0, columns }],
        filesAfter: '',
      },
      plain,
    )
    expect(page.length).toBeLessThan(1_000_000)
  })
})
