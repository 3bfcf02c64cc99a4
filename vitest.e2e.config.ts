import { defineConfig } from 'vitest/config'

/**
 * Tests with a real engine: one file at a time, since they share the machine's one engine and its two cores.
 * An engine of a loaded machine can lose a connection; a test that fails is run up to twice more before it counts.
 */
export default defineConfig({
  test: {
    include: ['test/**/*.e2e.ts'],
    globalSetup: ['test/e2e/global-setup.ts'],
    fileParallelism: false,
    retry: 2,
    // The runner forces colours on in CI; what a pipe shows is tested without.
    env: { NO_COLOR: '1' },
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
})
