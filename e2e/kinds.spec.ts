import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { checkScreen, expectNoFaults } from './fixtures/check-screen.ts'
import { type JobFile, minutesDocx, photo, reportPdf, scannedPdf, talk } from './fixtures/job-files.ts'
import { createPage, openAsOwner } from './fixtures/people.ts'

let ada: { context: BrowserContext; page: Page }
let title: string
let path: string

test.beforeEach(async ({ browser }) => {
  ada = await openAsOwner(browser, '/')
  title = `Kinds ${Date.now()}`
  path = await createPage(ada.context, title)
})
test.afterEach(() => ada.context.close())

const TEXT =
  'Mayor Ingrid Solberg opened the new harbour on 12 March 2024. It cost $3.5 million, and the guests loved the ' +
  'wonderful music. Some residents were angry about the terrible noise. Write to office@example.org for the report.'

test('a text job is found by searching, its result is read in the page’s own form, and settings are remembered', async () => {
  const { page } = ada
  await page.goto('/jobs/new')
  await page.getByLabel('Search kinds of job').fill('e-mail')
  await expect(page.getByRole('radiogroup', { name: 'Kind of job' }).getByRole('radio')).toHaveCount(1)
  await page.getByRole('radio', { name: 'Names and facts' }).click()
  await page.getByRole('button', { name: 'Numbers', exact: true }).click()
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill(TEXT)
  await page.getByLabel('Page for the result (optional)').click()
  await page.getByRole('option', { name: title }).click()
  await page.getByRole('button', { name: 'Start the job' }).click()
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result.locator('mark', { hasText: 'Ingrid Solberg' })).toBeVisible({ timeout: 40_000 })
  await expect(result.locator('mark', { hasText: 'office@example.org' })).toBeVisible()
  await expectNoFaults(page)
  await insertAndAccept(page, 'Names and facts', '12 March 2024')

  await page.goto('/jobs/new?kind=entities')
  await expect(page.getByRole('button', { name: 'Numbers', exact: true })).toHaveAttribute(
    'aria-pressed',
    'false',
  )
})

test('tone and readability are told in words, a strip and a dial', async () => {
  const { page } = ada
  await startText(page, 'Sentiment')
  await expect(page.getByRole('img', { name: /^Tone from the first to the last sentence/ })).toBeVisible({
    timeout: 40_000,
  })
  await expect(page.getByText('irony').first()).toBeVisible()
  await expectNoFaults(page)
  await startText(page, 'Readability')
  await expect(page.getByRole('img', { name: /^Ease of reading \d+ of 100/ })).toBeVisible({
    timeout: 40_000,
  })
  await expectNoFaults(page)
})

test('a picture is converted by the form, shown before and after, and put into the page', async () => {
  const { page } = ada
  await startFile(page, 'Convert', await photo())
  await expect(page.getByRole('img', { name: 'Before: harbour.png' })).toBeVisible({ timeout: 40_000 })
  await expect(page.getByRole('img', { name: 'After: harbour.webp' })).toBeVisible()
  await expect(page.getByText(/\d+ % smaller than the original/)).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download harbour.webp' }).click()
  expect((await download).suggestedFilename()).toBe('harbour.webp')
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Insert into page' }).click()
  await expect(page.getByRole('button', { name: 'Insert into page' })).toHaveCount(0)
  await page.goto(path)
  const pending = page.getByLabel('Converted image, not yet accepted')
  await expect(pending.getByRole('img', { name: 'harbour.webp' })).toBeVisible()
  await pending.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(pending).toHaveCount(0)
  await expect(body(page).getByRole('img', { name: 'harbour.webp' })).toBeVisible()
})

test('a Word file comes into the page as blocks; a PDF given to the wrong kind is offered the right one', async () => {
  const { page } = ada
  await chooseFile(page, 'Read a Word file', reportPdf())
  await page.getByRole('status').getByRole('button', { name: 'Read a PDF' }).click()
  await page.getByRole('button', { name: 'Start the job' }).click()
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result.getByRole('heading', { name: 'The winter of the looms' })).toBeVisible({
    timeout: 40_000,
  })
  await expectNoFaults(page)

  await startFile(page, 'Read a Word file', minutesDocx())
  await expect(result.getByRole('listitem').filter({ hasText: 'Repair the loom' })).toBeVisible({
    timeout: 40_000,
  })
  await insertAndAccept(page, 'Text of a Word file', 'Repair the loom')
  await expect(body(page).getByRole('heading', { name: 'Minutes of May' })).toBeVisible()
  await expect(body(page).locator('strong', { hasText: 'two looms' })).toBeVisible()
})

test('a cut begins with the whole recording, is moved on its curve by keys, and comes back as a file', async () => {
  const { page } = ada
  await chooseFile(page, 'Cut a recording', talk())
  await expect(page.getByRole('textbox', { name: 'To', exact: true })).toHaveValue('0:20')
  const from = page.getByRole('slider', { name: 'Beginning of the cut' })
  await from.press('PageUp')
  const moved = await page.getByRole('textbox', { name: 'From', exact: true }).inputValue()
  expect(moved).not.toBe('0:00')
  await page.getByRole('slider', { name: 'End of the cut' }).press('ArrowLeft')
  await expect(page.getByRole('textbox', { name: 'To', exact: true })).toHaveValue('0:19.9')
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Start the job' }).click()
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result).toContainText(`from ${moved} to 0:19.9 of talk.wav, exact to the sample`, {
    timeout: 40_000,
  })
  await expect(result.getByRole('link', { name: 'Download talk cut.wav' })).toBeVisible()
})

test('of a scanned PDF the words are checked beside the picture of their page', async () => {
  const { page } = ada
  await startFile(page, 'Read a PDF', await scannedPdf())
  const check = page.getByRole('region', { name: 'Check the words' })
  await expect(check.getByRole('img', { name: /^Page 1 as it was read/ })).toBeVisible({ timeout: 50_000 })
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('between eight and ten')
  await checkScreen(page)
  await insertAndAccept(page, 'Text of a PDF', 'between eight and ten')
})

test('what a key adds as agent waits in the page in its name, and is accepted there by a person', async ({
  playwright,
  baseURL,
}) => {
  const { page } = ada
  const headers = { origin: new URL(page.url()).origin }
  const made = await page.request.post('/api/v1/api-keys', {
    ...{ headers, data: { name: 'Nightly notes', scopes: ['read', 'agent'] } },
  })
  const { key }: { key: string } = await made.json()
  const agent = await playwright.request.newContext({
    ...{ baseURL, storageState: { cookies: [], origins: [] } },
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
  })
  const added = await agent.post(`/api/v1${path}/contributions`, {
    data: { markdown: '## Tonight\n\nThe looms **rested**.' },
  })
  expect(added.status()).toBe(201)
  await agent.dispose()
  await page.goto(path)
  const waiting = page.getByRole('region', { name: 'Contribution, not yet accepted' })
  await expect(waiting).toContainText('Nightly notes')
  await checkScreen(page)
  await waiting.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(waiting).toHaveCount(0)
  await expect(body(page).getByRole('heading', { name: 'Tonight' })).toBeVisible()
  await page.locator('[data-saved="saved"]').waitFor()
  await page.mouse.move(0, 0)
  await body(page).locator('[data-provenance]').first().hover()
  await expect(page.getByRole('dialog', { name: 'Where this text came from' })).toContainText('Nightly notes')
})

test('the form itself is free of violations in both themes and on a phone', async () => {
  const { page } = ada
  await page.goto('/jobs/new')
  await expect(page.getByRole('radiogroup', { name: 'Kind of job' }).getByRole('radio')).toHaveCount(29)
  await checkScreen(page)
})

const body = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })

async function startText(page: Page, kind: string): Promise<void> {
  await page.goto('/jobs/new')
  await page.getByRole('radio', { name: kind }).click()
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill(TEXT)
  await page.getByRole('button', { name: 'Start the job' }).click()
}

async function chooseFile(page: Page, kind: string, file: JobFile): Promise<void> {
  await page.goto('/jobs/new')
  await page.getByRole('radio', { name: kind, exact: true }).click()
  await page.getByLabel('Page that holds the file').click()
  await page.getByRole('option', { name: title }).click()
  await page.locator('input[type=file]').setInputFiles(file)
  await expect(page.getByText(file.name)).toBeVisible()
}

async function startFile(page: Page, kind: string, file: JobFile): Promise<void> {
  await chooseFile(page, kind, file)
  await page.getByRole('button', { name: 'Start the job' }).click()
}

async function insertAndAccept(page: Page, name: string, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Insert into page' }).click()
  await expect(page.getByRole('button', { name: 'Insert into page' })).toHaveCount(0)
  await page.goto(path)
  const pending = page.getByLabel(`${name}, not yet accepted`)
  await pending.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(pending).toHaveCount(0)
  await expect(body(page)).toContainText(words)
}
