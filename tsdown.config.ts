import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defineConfig } from 'tsdown'
import { bundlePage } from './scripts/bundle-page.ts'
import { licencesOf } from './scripts/licences.ts'

/** Everything is bundled: the published command starts quicker from a few files than from hundreds. */
export default defineConfig({
  entry: {
    bin: 'src/cli/bin.ts',
    'docker-laststage': 'src/cli/docker-laststage.ts',
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
  },
  platform: 'node',
  target: 'node22.18',
  dts: false,
  clean: true,
  noExternal: [/./],
  hooks: {
    'build:done': async ({ options: { outDir }, chunks }) => {
      const { modules, ...page } = await bundlePage()
      // Beside the bundle, for src/cli/reports/page-assets.ts.
      await writeFile(join(outDir, 'report-page.json'), JSON.stringify(page))
      const bundled = chunks.flatMap(chunk => (chunk.type === 'chunk' ? chunk.moduleIds : []))
      await writeFile(join(outDir, 'THIRD-PARTY-LICENSES.txt'), licencesOf([...bundled, ...modules]))
    },
  },
})
