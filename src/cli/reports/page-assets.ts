import { readFile } from 'node:fs/promises'
import type { PageAssets } from '../../report/html/page.ts'

/**
 * The script and the style of the HTML report: the build leaves them beside the bundle. Run from its sources, laststage
 * bundles them anew, which takes a moment.
 */
export async function pageAssets(): Promise<PageAssets> {
  if (import.meta.url.endsWith('.ts')) {
    // A name that the bundler does not follow: the bundler itself would end up in the bundle.
    const script = new URL('../../../scripts/bundle-page.ts', import.meta.url).href
    const bundler: { bundlePage(): Promise<PageAssets> } = await import(script)
    return await bundler.bundlePage()
  }
  const assets: PageAssets = JSON.parse(await readFile(new URL('report-page.json', import.meta.url), 'utf8'))
  return assets
}
