import { defineConfig } from 'vitest/config'

/** What goes wrong with a real engine: one file at a time, as in the end-to-end tests, and with their further tries. */
export default defineConfig({
  test: {
    include: ['test/faults/*.fault.ts'],
    globalSetup: ['test/e2e/global-setup.ts'],
    fileParallelism: false,
    retry: 2,
    // As in the end-to-end tests: the runner forces colours on in CI.
    env: { NO_COLOR: '1' },
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
})
