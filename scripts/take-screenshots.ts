// The pictures of docs/images, taken of the real product: a server on a data folder of its own, two people, real jobs. With
// `writing` those alone of a job that writes.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { untilReady } from './await-server.ts'
import { chromiumPath } from './chromium-path.ts'
import { EVERY_BLOCK } from './every-block.ts'
import { screensPage } from './screens-page.ts'
import { doors, rooms, type ScreenToShow, STORY } from './screens-to-show.ts'
import { startWritingModel } from './writing-model.ts'

const PORT = Number(process.env.SCREENSHOT_PORT ?? 3190)
const URL_BASE = `http://localhost:${PORT}`
const root = path.resolve(import.meta.dirname, '..')
const images = path.join(root, 'docs/images')
const WIDE = { width: 1280, height: 800 }
const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }
// Pictures are cloned with every checkout.
const MOST_BYTES = 300 * 1024

const REPORT =
  'The workshop kept three looms through the winter. Two of them wove damask and one wove rugs. The board of the museum ' +
  'bought nine drawings of the looms. The drawings are kept in the archive. A guild asks for copies of the drawings every ' +
  'few years, and the board has always said yes.'

const WRITTEN =
  'The northern quay was **mended twice** in four winters.\n\n- The repairs were put off until July.\n' +
  '- It is open who keeps the accounts from June '

await mkdir(images, { recursive: true })
const model = await startWritingModel(WRITTEN)
const providers = [{ name: 'workshop', baseUrl: model.url, model: 'loom-8b' }]
// A server with a model of its own: with one, all other pictures would be others.
if (process.argv[2] !== 'writing') await withServer({}, takeAll)
await withServer({ WEFT_PROVIDERS: JSON.stringify(providers) }, takeWriting)
await model.close()

async function withServer(
  environment: Record<string, string>,
  take: (browser: Browser) => Promise<void>,
): Promise<void> {
  const server = spawn(process.execPath, [path.join(root, 'scripts/serve-for-tests.ts')], {
    env: {
      ...process.env,
      ...{ PORT: String(PORT), WEFT_URL: URL_BASE, RATE_LIMIT_SCALE: '100', LOG_LEVEL: 'warn' },
      ...environment,
    },
    stdio: 'inherit',
  })
  const ended = once(server, 'exit')
  try {
    await untilReady(URL_BASE, server)
    const browser = await chromium.launch({
      executablePath: await chromiumPath(),
      chromiumSandbox: false,
      args: ['--disable-gpu', '--font-render-hinting=none'],
    })
    await take(browser)
    await browser.close()
  } finally {
    server.kill('SIGTERM')
    await ended
  }
}

/** A job that writes into a page on which two people write: the model says so much and waits. Before it one that has to wait. */
async function takeWriting(browser: Browser): Promise<void> {
  const adas = await browser.newContext({ viewport: WIDE, baseURL: URL_BASE })
  const ada = await adas.newPage()
  await ada.goto('/setup')
  await setUp(ada)
  const pagePath = await writePage(ada)
  const others = [
    { page: await invite(browser, adas, 'Karin Lindqvist'), block: 'p' },
    { page: await invite(browser, adas, 'Ben Okri'), block: 'blockquote p' },
  ]
  for (const { page } of others) await page.goto(pagePath)
  const text =
    'The northern quay it was mend twice in four winters, and who keep the accounts from june on is open.'
  const request = { kind: 'improve', source: { type: 'text', text } }
  const place = { documentId: pagePath.split('/').at(-1), insert: true }
  const phone = await openPhone(browser, adas)
  await takeWaiting([ada, phone], pagePath, place)
  await ada.goto(pagePath)
  await askJob(ada, request, place)
  await phone.goto(pagePath)
  for (const page of [ada, phone]) {
    const block = page.getByRole('region', { name: 'Improved text, being written' })
    await block.getByText('accounts from June').waitFor()
    await inBothThemes(page, page === ada ? 'job-writing' : 'job-writing-phone', async () => {
      await writeAgain(others, page)
      await block.evaluate((box) => box.scrollIntoView({ block: 'end' }))
    })
  }
}

/** A job of a kind that the owner has paused; it is cancelled in the end. */
async function takeWaiting(pages: readonly Page[], pagePath: string, place: object): Promise<void> {
  const [owner] = pages
  if (!owner) return
  const headers = { origin: URL_BASE }
  await owner.request.post('/api/v1/admin/tasks/kinds/action-items/pause', { headers })
  const source = { type: 'document', documentId: pagePath.split('/').at(-1) }
  const job = await askJob(owner, { kind: 'action-items', source }, place)
  for (const page of pages) {
    await page.goto(pagePath)
    const line = page.getByRole('group', { name: 'Action items, waiting' })
    await line.waitFor()
    await inBothThemes(page, page === owner ? 'job-waiting' : 'job-waiting-phone', () =>
      line.evaluate((box) => box.scrollIntoView({ block: 'center' })),
    )
  }
  await owner.request.post(`/api/v1/tasks${job.replace('/jobs', '')}/cancel`, { headers })
}

async function takeAll(browser: Browser): Promise<void> {
  const adas = await browser.newContext({ viewport: WIDE, baseURL: URL_BASE })
  const ada = await adas.newPage()
  const stranger = await (await browser.newContext({ ...PHONE, baseURL: URL_BASE })).newPage()
  for (const [page, name] of [
    [ada, 'first-run'],
    [stranger, 'first-run-phone'],
  ] as const) {
    await page.goto('/setup')
    await inBothThemes(page, name)
  }
  await setUp(ada)
  const pagePath = await writePage(ada)

  const others = [
    { page: await invite(browser, adas, 'Karin Lindqvist'), block: 'p' },
    { page: await invite(browser, adas, 'Ben Okri'), block: 'blockquote p' },
  ]
  for (const { page } of others) await page.goto(pagePath)
  await ada.goto(pagePath)
  const phone = await openPhone(browser, adas)
  await inBothThemes(ada, 'page-two-cursors', () => writeAgain(others, ada))
  await phone.goto(pagePath)
  await inBothThemes(phone, 'page-phone', () => writeAgain(others, phone))

  await readScan(ada)
  await inBothThemes(ada, 'scan-result')
  await runJobs(ada)
  await ada.goto('/admin?tab=tasks')
  await ada.locator('tbody tr').first().waitFor()
  await inBothThemes(ada, 'admin')
  await phone.goto('/admin?tab=tasks')
  await phone.locator('tbody tr').first().waitFor()
  await inBothThemes(phone, 'admin-phone')

  await throwAway(adas, 'Minutes of last winter')
  const inside = rooms({
    page: pagePath,
    blocks: await writeBlocks(ada),
    job: await askJob(ada, { kind: 'entities', source: { type: 'text', text: REPORT } }),
  })
  await show(inside, ada, phone)
  const elsewhere = await browser.newContext({ viewport: WIDE, baseURL: URL_BASE })
  const outside = doors(await makeLinks(adas, pagePath))
  await show(outside, await elsewhere.newPage(), stranger)
  const page = path.join(root, 'docs/screens.md')
  await writeFile(page, screensPage(STORY, outside, inside))
  // Tables are laid out as everywhere in the docs.
  await promisify(execFile)(path.join(root, 'node_modules/.bin/biome'), ['format', '--write', page])
}

/** A page with one of each block, pasted as a person would paste it. */
async function writeBlocks(page: Page): Promise<string> {
  const before = page.url()
  await page.goto('/')
  await page.getByRole('button', { name: 'New page' }).first().click()
  await page.waitForURL((url) => url.href !== before && url.pathname.startsWith('/documents/'))
  await page.getByRole('textbox', { name: 'Title' }).fill('The books of the looms')
  await page.keyboard.press('Enter')
  await page.evaluate((text) => {
    const data = new DataTransfer()
    data.setData('text/html', text)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
    )
  }, EVERY_BLOCK)
  await page.getByText('What the weavers keep').first().waitFor()
  await page.locator('[data-saved="saved"]').waitFor()
  return new URL(page.url()).pathname
}

async function askJob(page: Page, request: object, place: object = {}): Promise<string> {
  const asked = await page.request.post('/api/v1/tasks', {
    data: { request, ...place },
    headers: { origin: URL_BASE },
  })
  const { id }: { id: string } = await asked.json()
  return `/jobs/${id}`
}

/** A picture of each, from a new document: what a dialog left behind is not in the next. */
async function show(screens: readonly ScreenToShow[], desk: Page, phone: Page): Promise<void> {
  for (const screen of screens)
    for (const [page, name] of [
      [desk, screen.name],
      ...(screen.phone ? ([[phone, `${screen.name}-phone`]] as const) : []),
    ] as const) {
      await page.goto('about:blank')
      await page.goto(screen.path)
      await page.getByRole('heading', { level: 1 }).first().waitFor()
      await screen.open?.(page)
      await inBothThemes(page, name)
      await page.context().setOffline(false)
    }
}

/** The links that an owner hands out; anybody may make an account from now on. */
async function makeLinks(
  owner: BrowserContext,
  pagePath: string,
): Promise<{ invitation: string; reset: string; page: string }> {
  const headers = { origin: URL_BASE }
  await owner.request.patch('/api/v1/workspace', { data: { registration: 'open' }, headers })
  const invited = await owner.request.post('/api/v1/invitations', {
    data: { email: 'mira@example.org' },
    headers,
  })
  const { link: invitation }: { link: string } = await invited.json()
  const { items }: { items: { userId: string; name: string }[] } = await (
    await owner.request.get('/api/v1/members')
  ).json()
  const karin = items.find(({ name }) => name.startsWith('Karin'))
  const made = await owner.request.post(`/api/v1/members/${karin?.userId}/reset-link`, { headers })
  const { link: reset }: { link: string } = await made.json()
  const shared = await owner.request.post(`/api/v1${pagePath}/links`, {
    data: { role: 'editor' },
    headers,
  })
  const { link: page }: { link: string } = await shared.json()
  return { invitation, reset, page }
}

async function throwAway(owner: BrowserContext, title: string): Promise<void> {
  const headers = { origin: URL_BASE }
  const made = await owner.request.post('/api/v1/documents', { data: { title }, headers })
  const { id }: { id: string } = await made.json()
  await owner.request.delete(`/api/v1/documents/${id}`, { headers })
}

async function setUp(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ada Lovelace')
  await page.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.org')
  await page.getByLabel('Password', { exact: true }).fill('a sentence nobody guesses')
  await page.getByRole('textbox', { name: 'Workspace name' }).fill('Analytical Engines')
  await page.getByRole('button', { name: 'Begin writing' }).click()
  await page.waitForURL(/\/documents\//)
  await body(page).waitFor()
}

/** Writes a page as a person would, key by key; returns its path. */
async function writePage(page: Page): Promise<string> {
  const before = page.url()
  await page.getByRole('button', { name: 'New page' }).first().click()
  await page.waitForURL((url) => url.href !== before)
  await page.getByRole('textbox', { name: 'Title' }).fill('Harbour committee, spring')
  await page.keyboard.press('Enter')
  const lines = [
    'The northern quay was mended twice in four winters. This page gathers what we know before the meeting in July.',
    '## What is decided',
    '[] Ask both firms for a guarantee of five years',
    'Send the agenda ten days before',
    '',
    '> The last repair without a guarantee had failed after two winters.',
    '',
    '## What is open',
    '- Twelve more lamps along the fish market',
    'Who keeps the accounts from June on',
    '',
  ]
  for (const line of lines) {
    await page.keyboard.type(line)
    await page.keyboard.press('Enter')
  }
  await page.locator('[data-saved="saved"]').waitFor()
  return new URL(page.url()).pathname
}

async function invite(browser: Browser, owner: BrowserContext, name: string): Promise<Page> {
  const headers = { origin: URL_BASE }
  const invited = await owner.request.post('/api/v1/invitations', {
    data: { email: `${name.split(' ')[0]?.toLowerCase()}@example.org` },
    headers,
  })
  const { link }: { link: string } = await invited.json()
  const context = await browser.newContext({ viewport: WIDE, baseURL: URL_BASE })
  const token = new URL(link).pathname.split('/').at(-1)
  const data = { name, password: 'another sentence nobody guesses' }
  await context.request.post(`/api/v1/invitations/offer/${token}`, { data, headers })
  return await context.newPage()
}

async function openPhone(browser: Browser, owner: BrowserContext): Promise<Page> {
  const context = await browser.newContext({
    ...PHONE,
    baseURL: URL_BASE,
    storageState: await owner.storageState(),
  })
  return await context.newPage()
}

/** Moves the cursors of the others, each in its block: they show the names for two seconds. */
async function writeAgain(others: readonly { page: Page; block: string }[], watcher: Page): Promise<void> {
  for (const { page, block } of others) {
    await body(page).locator(block).first().click()
    await page.keyboard.press('Home')
    for (let word = 0; word < 3; word++) await page.keyboard.press('Control+ArrowRight')
    await page.keyboard.type('x')
    await page.keyboard.press('Backspace')
  }
  // The other browser must have heard of both.
  await watcher
    .locator('.presence-caret:not(.presence-caret-job) .presence-label')
    .nth(others.length - 1)
    .waitFor()
}

async function readScan(page: Page): Promise<void> {
  const scan = await readFile(path.join(root, 'e2e/fixtures/scans/tilted-noisy.jpg'))
  await body(page).click()
  await page.keyboard.press('Control+End')
  await page.getByLabel('Images to upload').setInputFiles({
    name: 'minutes.jpg',
    mimeType: 'image/jpeg',
    buffer: scan,
  })
  await page.locator('.page-image img').hover()
  await page.getByRole('button', { name: 'What to do with this image' }).click()
  await page.getByRole('menuitem', { name: 'Read the text in it' }).click()
  const result = page.getByLabel('Text read from an image, not yet accepted')
  await result.waitFor({ timeout: 60_000 })
  // The toast that told of the job would lie over its result.
  await page.getByText('The result arrives in the page').waitFor({ state: 'hidden' })
  await result.evaluate((box) => box.scrollIntoView({ block: 'end' }))
}

/** One job by the form, and others as a program would ask for them. */
async function runJobs(page: Page): Promise<void> {
  await page.goto('/jobs/new')
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill(REPORT)
  await page.getByLabel('At most this many words').fill('30')
  await page.evaluate(() => window.scrollTo(0, 0))
  await inBothThemes(page, 'job-form')
  await page.getByRole('button', { name: 'Start the job' }).click()
  await page.getByText('Finished').first().waitFor({ timeout: 60_000 })
  await page.getByRole('meter', { name: 'Confidence' }).waitFor({ state: 'attached' })
  await inBothThemes(page, 'job-result')
  const source = { type: 'text', text: REPORT }
  for (const request of [
    { kind: 'keywords', source, count: 8 },
    { kind: 'summarise', source, words: 30 },
    { kind: 'summarise', source, words: 60 },
  ]) {
    await page.goto(await askJob(page, request))
    await page.getByText('Finished').first().waitFor({ timeout: 60_000 })
  }
}

async function inBothThemes(
  page: Page,
  name: string,
  before: () => Promise<void> = async () => {},
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.evaluate(() => document.fonts.ready)
    // Behind a dialog it is hidden from readers of the screen, and still in the picture.
    await page.getByRole('heading', { level: 1, includeHidden: true }).first().waitFor()
    // A screen that still reads shows where its parts will stand.
    await page
      .getByRole('status', { name: /^Loading/ })
      .first()
      .waitFor({ state: 'detached' })
    await page.waitForFunction(() => document.querySelector('.animate-breathe.bg-hover') === null)
    await before()
    // The stream of events never ends, so the network is never idle: what counts is that the pictures are there.
    await page.waitForFunction(() => [...document.images].every((image) => image.complete))
    // A palette keeps flat screens exact enough and four times smaller.
    const { size } = await sharp(await page.screenshot({ animations: 'disabled' }))
      .png({ palette: true, effort: 10 })
      .toFile(path.join(images, `${name}-${colorScheme}.png`))
    if (size > MOST_BYTES) throw new Error(`${name} has ${size} bytes`)
  }
}

function body(page: Page) {
  return page.getByRole('textbox', { name: 'Text of the page' })
}
