// npm run lighthouse: the main pages of the production build in Chromium, judged by Lighthouse, on a server of its own.
// Prints a table and exits 1 when a page misses a promise: performance 95, accessibility 100, best practices 100.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from '@playwright/test'
import { z } from 'zod'
import { untilReady } from '../../scripts/await-server.ts'
import { chromiumPath } from '../../scripts/chromium-path.ts'

const HERE = import.meta.dirname
const ROOT = path.resolve(HERE, '../..')
const PORT = Number(process.env.LIGHTHOUSE_PORT ?? 3180)
const DEBUG_PORT = PORT + 5
const BASE = `http://localhost:${PORT}`
const PROMISED = { performance: 0.95, accessibility: 1, 'best-practices': 1 } as const
const CATEGORIES = ['performance', 'accessibility', 'best-practices'] as const

const Report = z.object({
  lhr: z.object({
    categories: z.record(z.string(), z.object({ score: z.number().nullable() })),
    audits: z.record(
      z.string(),
      z.object({
        title: z.string(),
        score: z.number().nullable(),
        scoreDisplayMode: z.string(),
        displayValue: z.string().optional(),
      }),
    ),
    finalDisplayedUrl: z.string(),
    runtimeError: z.object({ message: z.string() }).optional(),
  }),
})
const Arrived = z.object({ documentId: z.string() })

if (!existsSync(path.join(HERE, 'node_modules/lighthouse')))
  execFileSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: HERE, stdio: 'inherit' })
const lighthousePackage: string = 'lighthouse'
const { default: lighthouse, desktopConfig } = await import(lighthousePackage)

const profile = await mkdtemp(path.join(tmpdir(), 'weft-lighthouse-'))
const server = spawn(process.execPath, [path.join(ROOT, 'scripts/serve-for-tests.ts')], {
  env: { ...process.env, PORT: String(PORT), WEFT_URL: BASE, RATE_LIMIT_SCALE: '100', LOG_LEVEL: 'error' },
  stdio: 'inherit',
})
const ended = once(server, 'exit')
let missed = 0
try {
  await untilReady(BASE, server)
  const browser = await chromium.launchPersistentContext(profile, {
    executablePath: await chromiumPath(),
    chromiumSandbox: false,
    args: [`--remote-debugging-port=${DEBUG_PORT}`, '--disable-gpu'],
  })
  console.log('page                 form      performance  accessibility  best practices')
  await judge('/setup')
  const { documentId } = Arrived.parse(await setUp(browser))
  for (const address of [
    '/',
    `/documents/${documentId}`,
    '/jobs',
    '/jobs/new',
    '/members',
    '/admin',
    '/api/docs',
  ])
    await judge(address)
  await browser.clearCookies()
  await judge('/sign-in')
  await browser.close()
} finally {
  server.kill('SIGTERM')
  await ended
  await rm(profile, { recursive: true, force: true })
}
process.exitCode = missed > 0 ? 1 : 0

async function setUp(
  browser: Awaited<ReturnType<typeof chromium.launchPersistentContext>>,
): Promise<unknown> {
  const answer = await browser.request.post(`${BASE}/api/v1/setup`, {
    headers: { origin: BASE },
    data: {
      ...{ name: 'Ada Lovelace', email: 'ada@example.org' },
      ...{ password: 'a loom that weaves', workspaceName: 'Looms' },
    },
  })
  return await answer.json()
}

async function judge(address: string): Promise<void> {
  for (const form of ['desktop', 'phone'] as const) {
    const flags = {
      port: DEBUG_PORT,
      disableStorageReset: true,
      onlyCategories: [...CATEGORIES],
      logLevel: 'error',
    }
    const { lhr } = Report.parse(
      await lighthouse(`${BASE}${address}`, flags, form === 'desktop' ? desktopConfig : undefined),
    )
    if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`)
    // A redirect to the sign-in form would be judged in the place of the page.
    if (new URL(lhr.finalDisplayedUrl).pathname !== address)
      throw new Error(`${address} led to ${lhr.finalDisplayedUrl}`)
    const scores = CATEGORIES.map((name) => lhr.categories[name]?.score ?? 0)
    const late = CATEGORIES.filter((name, index) => (scores[index] ?? 0) < PROMISED[name])
    missed += late.length
    const shown = address.replace(/[0-9a-f-]{36}/, '[id]').padEnd(20)
    const [performance = 0, accessibility = 0, practices = 0] = scores.map((score) => Math.round(score * 100))
    console.log(
      `${shown} ${form.padEnd(9)} ${String(performance).padStart(11)}  ${String(accessibility).padStart(13)}  ${String(practices).padStart(14)}`,
    )
    if (late.length > 0)
      for (const audit of Object.values(lhr.audits))
        if (audit.score !== null && audit.score < 0.9 && audit.scoreDisplayMode !== 'informative')
          console.log(`    ${audit.title} ${audit.displayValue ?? ''}`)
  }
}
