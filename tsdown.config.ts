import { defineConfig } from 'tsdown'

/** Everything is bundled: the published command starts quicker from a few files than from hundreds. */
export default defineConfig({
  entry: { bin: 'src/cli/bin.ts', cli: 'src/cli/main.ts', index: 'src/index.ts' },
  platform: 'node',
  target: 'node22.18',
  dts: false,
  clean: true,
  noExternal: [/./],
})
