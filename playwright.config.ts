import { defineConfig } from '@playwright/test'
import { ownerState } from './e2e/fixtures/owner.ts'
import { chromiumPath } from './scripts/chromium-path.ts'

const port = Number(process.env.E2E_PORT ?? 3170)

/** Specs that mostly wait for screens to be looked at; with all others elsewhere, both halves take about as long. */
const LOOKING = ['admin', 'api-docs', 'finding', 'kinds', 'screens', 'shell'].map(
  (name) => `**/${name}.spec.ts`,
)
// Two installations side by side, each with half of the tests: inside one they share a workspace, so they take turns.
const INSTALLATIONS = [
  { name: 'looking', port, testMatch: LOOKING, testIgnore: [] },
  { name: 'writing', port: port + 10, testMatch: ['**/*.spec.ts'], testIgnore: LOOKING },
]

const url = (at: number) => `http://localhost:${at}`
const FIRST = '**/first-run.spec.ts'
/** Those that take minutes are run by `npm run test:long`. */
const LONG = '**/*.long.spec.ts'

export default defineConfig({
  testDir: 'e2e',
  projects: INSTALLATIONS.flatMap(({ name, port: at, testMatch, testIgnore }) => [
    { name: `first run, ${name}`, testMatch: FIRST, workers: 1, use: { baseURL: url(at) } },
    {
      name,
      testMatch,
      testIgnore: [FIRST, LONG, ...testIgnore],
      dependencies: [`first run, ${name}`],
      workers: 1,
      use: { baseURL: url(at), storageState: ownerState(url(at)) },
    },
  ]),
  workers: INSTALLATIONS.length,
  // A retry would hide a test that tells the truth only sometimes.
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
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
  webServer: INSTALLATIONS.map(({ port: at }) => ({
    command: 'node scripts/serve-for-tests.ts',
    url: `${url(at)}/api/health/live`,
    timeout: 120_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 12_000 },
    // People sign in less often than tests do.
    env: { PORT: String(at), RATE_LIMIT_SCALE: '100', LOG_LEVEL: 'warn' },
    stdout: 'pipe' as const,
  })),
})
