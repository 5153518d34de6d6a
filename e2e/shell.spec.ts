import { expect, type Page, test } from '@playwright/test'
import { expectNoFaults } from './fixtures/check-screen.ts'

/** Makes a page as the browser would: a session's writes count only from our own origin. */
async function newPage(page: Page, title: string): Promise<void> {
  const { origin } = new URL(page.url())
  const answer = await page.request.post('/api/v1/documents', { data: { title }, headers: { origin } })
  expect(answer.status()).toBe(201)
}

test('a chosen theme holds through a reload, from the first paint on', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto('/')
  await page.getByRole('button', { name: 'ada@example.org' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark')
  const served = await page.request.get('/')
  expect(await served.text()).toContain('data-theme="dark"')
})

test('the sidebar folds and comes back by keyboard', async ({ page }) => {
  await page.goto('/jobs')
  await expect(page.getByRole('complementary', { name: 'Sidebar' })).toBeVisible()
  await page.keyboard.press('Control+\\')
  await expect(page.getByRole('complementary', { name: 'Sidebar' })).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('complementary', { name: 'Sidebar' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Show the sidebar' }).click()
  await expect(page.getByRole('complementary', { name: 'Sidebar' })).toBeVisible()
})

test('a page goes to the trash and comes back from it', async ({ page }) => {
  const title = `Loom ${Date.now()}`
  await page.goto('/')
  await newPage(page, title)
  await page.reload()
  await page.getByRole('link', { name: title }).first().hover()
  await page.getByRole('button', { name: `Actions for ${title}` }).click()
  await expect(page.getByRole('menuitem', { name: 'Move to trash' })).toBeVisible()
  await expectNoFaults(page)
  await page.getByRole('menuitem', { name: 'Move to trash' }).click()
  await expect(page.getByRole('link', { name: title })).toHaveCount(0)
  await page.getByRole('link', { name: 'Trash' }).click()
  await page.getByRole('listitem').filter({ hasText: title }).getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByRole('link', { name: title })).toBeVisible()
})

test('a job form names its faults, keeps what was typed and leads to the result', async ({ page }) => {
  await page.goto('/jobs/new')
  await page.getByRole('button', { name: 'Start the job' }).click()
  await expect(page.getByText('There is no text')).toBeVisible()
  const text = page.getByRole('textbox', { name: 'Text', exact: true })
  await text.fill(
    'The workshop kept three looms through the winter. Two of them wove damask and one wove rugs. ' +
      'The board of the museum bought nine drawings of the looms. The drawings are kept in the archive. ' +
      'A guild asks for copies of the drawings every few years, and the board has always said yes.',
  )
  await page.getByLabel('At most this many words').fill('7')
  await page.getByRole('button', { name: 'Start the job' }).click()
  await expect(page.getByText('At least 20 words')).toBeVisible()
  await page.getByRole('radio', { name: 'Keywords' }).click()
  await expect(page.getByRole('region', { name: 'Kind of job' })).toContainText('Keywords')
  await page.getByRole('button', { name: 'Other kinds' }).click()
  await page.getByRole('radio', { name: 'Summarise' }).click()
  await expect(text).toHaveValue(/three looms/)
  await page.getByLabel('At most this many words').fill('30')
  await page.getByRole('button', { name: 'Start the job' }).click()
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)
  await expect(page.getByText('Finished', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('region', { name: 'Result' })).toContainText('loom')
  await expect(page.getByRole('meter', { name: 'Confidence' })).toBeAttached()
})

test('an invitation link is shown once and lets one person in', async ({ page, browser }) => {
  const email = `karin${Date.now()}@example.org`
  await page.goto('/members')
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByRole('button', { name: 'Make the link' }).click()
  const link = await page.getByText(/\/invitations\//).textContent()
  await page.getByRole('button', { name: 'Done' }).click()
  // The dialog that is going names the address as well.
  await expect(page.getByRole('listitem').filter({ hasText: email })).toBeVisible()

  const guest = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  const theirs = await guest.newPage()
  await theirs.goto(link ?? '')
  await theirs.getByRole('textbox', { name: 'Your name' }).fill('Karin Lindqvist')
  await theirs.getByLabel('Password', { exact: true }).fill('another long phrase')
  await theirs.getByRole('button', { name: 'Join' }).click()
  await expect(theirs.getByRole('navigation', { name: 'Workspace' })).toBeVisible()
  for (const path of ['/admin', '/settings']) expect((await theirs.goto(path))?.status()).toBe(404)
  await expect(theirs.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
  await theirs.goto(link ?? '')
  await expect(theirs.getByRole('heading', { name: 'This invitation has ended' })).toBeVisible()
  await guest.close()
})

test('without a network the screen says so and keeps what it has', async ({ page, context }) => {
  await page.goto('/')
  await expect(page.getByRole('heading', { name: 'Recent pages' })).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText('You are offline')).toBeVisible()
  await page.getByRole('link', { name: 'Jobs', exact: true }).click()
  const notifications = page.getByRole('region', { name: 'Notifications' })
  await expect(notifications.getByText('Weft cannot be reached, so this screen stays')).toBeVisible()
  await expect(page.getByRole('heading', { name: 'Recent pages' })).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('You are offline')).toHaveCount(0)
})
