import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { chromium } from 'playwright-core'
import { bundlePage } from '../scripts/bundle-page.ts'
import { compareImages } from '../src/cli/reports/compare-images.ts'
import { inspectImage, type InspectedImage } from '../src/measure/inspect/inspect-image.ts'
import { diffedPage } from '../src/report/html/diffed-page.ts'
import { html } from '../src/report/html/html.ts'
import { renderPage } from '../src/report/html/page.ts'
import { imageArchive, streamOf } from '../test/image/image-fixture.ts'

// The HTML report of two images of 100,000 files each: its bytes, and when Chromium shows it. Names and sizes are made up.
const files = 100_000
const runs = 5
const words = ['index', 'util', 'parse', 'types', 'main', 'test', 'lib', 'core', 'node', 'esm', 'cjs', 'map']

/** In milliseconds; other work on the machine does not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 1000)
}

async function image(seed: number): Promise<InspectedImage> {
  const word = (at: number): string => words[(at * 7919 + seed) % words.length] ?? ''
  const entry = (at: number) => ({
    path: `app/node_modules/${word(at >> 8)}-${at >> 6}/${word(at >> 3)}/${word(at)}-${at % 64}.js`,
    // The map shows sizes; contents are read and let go.
    content: Buffer.alloc(1 + (((at * 48_271) >>> 3) % 4000), at & 0xff),
  })
  const layers = [0, 1, 2, 3].map(layer => ({
    createdBy: `RUN step ${layer}`,
    files: Array.from({ length: files / 4 }, (_, at) => entry((layer * files) / 4 + at)),
  }))
  return await inspectImage({ kind: 'stream', chunks: streamOf(imageArchive({ layers })) })
}

const assets = await bundlePage()
const empty = renderPage(
  { title: '', version: '', header: html``, sections: [], images: [], filesAfter: '' },
  assets,
)
const before = { name: 'before', image: await image(1) }
const after = { name: 'after', image: await image(2) }
const started = processorTime()
const compared = compareImages(before, after)
const encoded = processorTime()
const page = diffedPage(compared, '', assets)
const rendered = processorTime()
const data = /id="files-data">([^<]+)/.exec(page)?.[1]?.length ?? 0
const folder = mkdtempSync(join(tmpdir(), 'laststage-bench-'))
const path = join(folder, 'report.html')
writeFileSync(path, page)

const kilobytes = (bytes: number): string => `${Math.round(bytes / 1000)} kB`
process.stdout.write(
  [
    `empty report               ${kilobytes(empty.length)}`,
    `two images, ${files} files each: ${kilobytes(page.length)}, of which data ${kilobytes(data)}`,
    `processor time: compared in ${encoded - started} ms, written in ${rendered - encoded} ms`,
    '',
  ].join('\n'),
)

const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
})
try {
  for (let run = 0; run < runs; run++) {
    const tab = await browser.newPage({ viewport: { width: 1280, height: 900 } })
    await tab.goto(`file://${path}`)
    await tab.locator('.map button').first().waitFor()
    const paint: unknown = await tab.evaluate(
      "Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)",
    )
    const map: unknown = await tab.evaluate("Math.round(performance.getEntriesByName('map')[0].startTime)")
    const search: unknown = await tab.evaluate(`new Promise(resolve => {
      const input = document.querySelector('input[type=search]')
      const found = document.querySelector('.found')
      input.value = 'parse esm'
      const started = performance.now()
      new MutationObserver(() => resolve(Math.round(performance.now() - started))).observe(found, { childList: true })
      input.dispatchEvent(new Event('input'))
    })`)
    process.stdout.write(
      `run ${run + 1}: first paint ${String(paint)} ms, map ${String(map)} ms, a search ${String(search)} ms\n`,
    )
    await tab.close()
  }
} finally {
  await browser.close()
  rmSync(folder, { recursive: true })
}
