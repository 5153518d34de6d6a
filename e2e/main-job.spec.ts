import { readFile } from 'node:fs/promises'
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { checkThemes } from './fixtures/check-screen.ts'
import { createPage, inviteAndOpen, openAsOwner } from './fixtures/people.ts'

const SCAN = 'e2e/fixtures/scans/tilted-noisy.jpg'
const TRUE_TEXT = 'e2e/fixtures/scans/tilted-noisy.txt'

let ada: { context: BrowserContext; page: Page }

test.beforeEach(async ({ browser }) => {
  ada = await openAsOwner(browser, '/')
})
test.afterEach(() => ada.context.close())

const body = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })

test('a scan dropped on the page comes back as text that both writers see, and admin shows how', async ({
  browser,
}) => {
  const { page } = ada
  const path = await createPage(ada.context, 'Harbour committee')
  const ben = await inviteAndOpen(browser, ada.context, 'Ben Okri', path)
  await page.goto(path)
  await expect(body(page)).toBeVisible()
  await expect(body(ben.page)).toBeVisible()

  await dropFile(page, SCAN, 'image/jpeg')
  await expect(body(ben.page).getByRole('img')).toBeVisible()
  // Offered to who brought it and to nobody else; the keyboard reaches it, and one key begins.
  const offer = page.getByRole('group', { name: 'Offer for scan' })
  await expect(offer).toBeVisible()
  await expect(ben.page.getByRole('group', { name: 'Offer for scan' })).toHaveCount(0)
  await checkThemes(page)
  const read = offer.getByRole('button', { name: 'Read the text in this picture' })
  await read.focus()
  await page.keyboard.press('Enter')
  await expect(offer).toHaveCount(0)
  const name = 'Text read from an image, not yet accepted'
  await expect(page.getByLabel(name)).toBeVisible({ timeout: 50_000 })
  await expect(ben.page.getByLabel(name)).toBeVisible()

  const words = await page.getByLabel(name).locator('p').allInnerTexts()
  const rate = characterErrorRate(words.join(' '), await readFile(TRUE_TEXT, 'utf8'))
  test.info().annotations.push({ type: 'character error rate', description: `${(rate * 100).toFixed(2)} %` })
  expect(rate).toBeLessThan(0.03)

  // Anybody who may edit accepts; the words keep their source.
  await ben.page.getByLabel(name).getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(page.getByLabel(name)).toHaveCount(0)
  await expect(body(page).locator('[data-provenance]').first()).toBeVisible()

  await page.goto('/admin?tab=tasks')
  const row = page.getByRole('row').filter({ hasText: 'Harbour committee' })
  await row.getByRole('button', { name: 'Read a scan' }).click()
  const drawer = page.getByRole('dialog')
  await expect(drawer.getByRole('heading', { name: 'Timeline' })).toBeVisible()
  await expect(drawer.getByRole('heading', { name: 'Who was asked' })).toBeVisible()
  await expect(drawer.getByRole('meter', { name: 'Confidence' })).toBeAttached()
  await drawer.getByRole('link', { name: /Open “Harbour committee”/ }).click()
  await expect(page).toHaveURL(new RegExp(`${path}$`))
  await ben.context.close()
})

test('a text job is asked for in the form, followed, and put into the page', async () => {
  const { page } = ada
  const title = `Looms ${Date.now()}`
  const path = await createPage(ada.context, title)
  await page.goto('/jobs/new')
  await page.getByRole('radio', { name: 'Keywords' }).click()
  await page
    .getByRole('textbox', { name: 'Text', exact: true })
    .fill(
      'The weaving workshop keeps three looms. Each loom carries linen thread. The linen thread comes from the ' +
        'northern mill, and the northern mill grows its own flax. Weavers of the workshop repair every loom in winter.',
    )
  await page.getByLabel('Page for the result (optional)').click()
  await page.getByRole('option', { name: title }).click()
  await page.getByRole('button', { name: 'Start the job' }).click()
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)
  await expect(page.getByText('Finished', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('loom')
  const insert = page.getByRole('button', { name: 'Insert into page' })
  await insert.click()
  await expect(insert).toHaveCount(0)
  await page.goto(path)
  const result = page.getByLabel('Keywords, not yet accepted')
  await expect(result.getByRole('listitem').filter({ hasText: 'loom' }).first()).toBeVisible()
  await result.getByRole('button', { name: 'Reject', exact: true }).click()
  await expect(result).toHaveCount(0)
})

/** Drops a file from disk at the end of the page's text, as a person would from a folder. */
async function dropFile(page: Page, file: string, type: string): Promise<void> {
  const bytes = (await readFile(file)).toString('base64')
  const transfer = await page.evaluateHandle(
    ({ bytes, type }) => {
      const list = new DataTransfer()
      const data = Uint8Array.from(atob(bytes), (character) => character.charCodeAt(0))
      list.items.add(new File([data], 'scan.jpg', { type }))
      return list
    },
    { bytes, type },
  )
  const box = await body(page).boundingBox()
  if (!box) throw new Error('the page has no body to drop on')
  const at = { clientX: box.x + 40, clientY: box.y + 10 }
  await body(page).dispatchEvent('drop', { dataTransfer: transfer, ...at })
}

/** Levenshtein distance over the length of the truth, white space made single. */
function characterErrorRate(read: string, truth: string): number {
  const a = read.replace(/\s+/g, ' ').trim()
  const b = truth.replace(/\s+/g, ' ').trim()
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return (row.at(-1) ?? 0) / b.length
}
