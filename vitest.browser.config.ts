import { defineConfig } from 'vitest/config'

/** Tests in a real browser: `npm run test:browser`, which finds one or installs it. Not part of `npm test`. */
export default defineConfig({
  test: {
    include: ['test/**/*.browser.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
