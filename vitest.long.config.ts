import { defineConfig } from 'vitest/config'

/** Tests with an engine that take too long for every change: as the end-to-end tests, and without their further tries. */
export default defineConfig({
  test: {
    include: ['test/**/*.long.ts'],
    globalSetup: ['test/e2e/long-setup.ts'],
    fileParallelism: false,
    env: { NO_COLOR: '1' },
    // A native addon that npm compiles takes many minutes in each stage that installs it, on cores that are shared.
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
})
