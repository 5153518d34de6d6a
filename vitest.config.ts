import { defineConfig } from 'vitest/config'

const NEVER = ['**/node_modules/**', '**/*.long.test.ts']

/** Tests of the server that a process of their own is part of: its environment, its counts, its memory, its children. */
const ALONE = [
  'server/platform/{child-job,embedded-database,lifecycle,backup}/**/*.test.ts',
  'server/entry/**/*.test.ts',
  'server/erasure/**/*.test.ts',
  'server/processing/counts-equal-rows.test.ts',
  'server/processing/bad-weather.test.ts',
  'server/processing/sound/**/*.test.ts',
  'server/documents/keep-made-file.test.ts',
  'server/document-model/mention-node.test.ts',
]

export default defineConfig({
  test: {
    globalSetup: ['server/testing/database-template.ts'],
    setupFiles: ['server/testing/file-end.setup.ts'],
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        // File after file in one process: to begin anew and load the same packages for each takes a tenth of the run.
        test: {
          name: 'server',
          include: ['server/**/*.test.ts'],
          exclude: [...NEVER, ...ALONE],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [...ALONE, 'components/**/*.test.{ts,tsx}', 'scripts/**/*.test.ts'],
          exclude: NEVER,
        },
      },
      { extends: true, test: { name: 'kill', include: ['e2e/**/*.test.ts'], exclude: NEVER } },
    ],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 60_000,
    coverage: {
      provider: 'v8',
      include: ['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'server/**/*.ts'],
      exclude: ['**/*.test.{ts,tsx}', 'server/testing/**'],
      reporter: ['text-summary', 'json-summary', 'html'],
    },
  },
})
