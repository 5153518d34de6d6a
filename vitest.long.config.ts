import { defineConfig } from 'vitest/config'

// Tests that take minutes, or what is not on every machine; each says when that is absent. Run by `npm run test:long`.
export default defineConfig({
  test: {
    include: ['server/**/*.long.test.ts', 'e2e/**/*.long.test.ts'],
    globalSetup: ['server/testing/database-template.ts'],
    setupFiles: ['server/testing/file-end.setup.ts'],
    pool: 'forks',
    // One after another: some measure a process's memory or times, and two processors are few.
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
