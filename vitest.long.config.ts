import { defineConfig } from 'vitest/config'

// Tests of what is not on every machine; each says when it is absent. Run by `npm run test:long`.
export default defineConfig({
  test: {
    include: ['server/**/*.long.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
