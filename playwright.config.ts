import { defineConfig } from '@playwright/test'
import { OWNER_STATE } from './e2e/fixtures/owner.ts'
import { chromiumPath } from './scripts/chromium-path.ts'

const port = Number(process.env.E2E_PORT ?? 3170)
const url = `http://localhost:${port}`

export default defineConfig({
  testDir: 'e2e',
  projects: [
    { name: 'first run', testMatch: 'first-run.spec.ts' },
    {
      name: 'workspace',
      testMatch: '**/*.spec.ts',
      testIgnore: 'first-run.spec.ts',
      dependencies: ['first run'],
      use: { storageState: OWNER_STATE },
    },
  ],
  // One installation serves all; a retry would hide a test that tells the truth only sometimes.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    baseURL: url,
    // Frames of the screen for each step cost a sixth of the run; the page itself is in the trace anyway.
    trace: { mode: 'retain-on-failure', screenshots: false, sources: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: await chromiumPath(),
      // Containers run as root without user namespaces, where Chromium's sandbox cannot start.
      chromiumSandbox: false,
      args: ['--disable-gpu', '--disable-quic', '--font-render-hinting=none'],
    },
  },
  webServer: {
    command: 'node scripts/serve-for-tests.ts',
    url: `${url}/api/health/live`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 12_000 },
    // People sign in less often than tests do.
    env: { PORT: String(port), RATE_LIMIT_SCALE: '100', LOG_LEVEL: 'warn' },
    stdout: 'pipe',
  },
})
