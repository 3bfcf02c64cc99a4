import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { rolldown } from 'rolldown'

const folder = join(import.meta.dirname, '..', 'src', 'report', 'html', 'browser')

/** The script and the style of the HTML report, as they stand in it. */
export async function bundlePage(): Promise<{
  readonly script: string
  readonly style: string
  /** The paths of what is in the script. */
  readonly modules: readonly string[]
}> {
  const bundle = await rolldown({ input: join(folder, 'main.ts'), platform: 'browser' })
  const { output } = await bundle.generate({ format: 'iife', minify: true })
  await bundle.close()
  const style = await readFile(join(folder, 'page.css'), 'utf8')
  return { script: output[0].code, style, modules: output[0].moduleIds }
}
