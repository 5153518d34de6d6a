import type { KnipConfig } from 'knip'

const config: KnipConfig = {
  entry: [
    'server/entry/*.ts',
    'scripts/*.{ts,mjs}',
    // Run by scripts/run-long-tests.ts.
    'vitest.long.config.ts',
    'playwright.long.config.ts',
    'server/**/*.long.test.ts',
    // Started as processes of their own, by path.
    'server/platform/child-job/harness.ts',
    'server/testing/{idle-process,slow-upload,whole-upload,ack-before-commit-collab,ack-before-commit-weft}.ts',
  ],
  project: ['{app,components,server,scripts,e2e}/**/*.{ts,tsx,mjs,css}', '*.{ts,mjs}'],
  ignoreDependencies: [
    // Run by its path in scripts/check-import-rules.ts.
    'dependency-cruiser',
    // Optional parts of @tiptap/react, which asks for any 3.x: named to keep every @tiptap package at one version.
    '@tiptap/extension-bubble-menu',
    '@tiptap/extension-floating-menu',
  ],
  ignoreExportsUsedInFile: true,
}

export default config
