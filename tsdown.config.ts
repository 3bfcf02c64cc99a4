import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: { bin: 'src/cli/bin.ts', cli: 'src/cli/main.ts', index: 'src/index.ts' },
  platform: 'node',
  target: 'node22.18',
  dts: false,
  clean: true,
  deps: { skipNodeModulesBundle: false, alwaysBundle: [/.*/], onlyBundle: false },
})
