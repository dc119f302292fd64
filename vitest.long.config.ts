import { defineConfig } from 'vitest/config';

/** The suites of `npm run test:long`: kill loops, fuzz, other Node versions, simulations. */
export default defineConfig({
  test: {
    include: ['tests/long/**/*.test.ts'],
    setupFiles: ['tests/property-seed.ts'],
    testTimeout: 900_000,
    hookTimeout: 300_000,
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
  },
});
