import { defineConfig } from 'vitest/config'

/** Tests with a real engine: one file at a time, since they share the machine's one engine and its two cores. */
export default defineConfig({
  test: {
    include: ['test/**/*.e2e.ts'],
    globalSetup: ['test/e2e/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
