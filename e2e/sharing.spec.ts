// Sharing: a page reaches people without an account by a link, as far as the link says, until it is revoked.
import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { checkScreen } from './fixtures/check-screen.ts'
import { createPage, openAsOwner } from './fixtures/people.ts'

let ada: { context: BrowserContext; page: Page }
let stranger: Page
let path: string

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  ada = await openAsOwner(browser, '/')
  path = await createPage(ada.context, 'Open to the harbour')
  await ada.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  stranger = await context.newPage()
})

test.afterAll(async () => {
  await ada.context.close()
  await stranger.context().close()
})

const text = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })

async function shareAs(role: string): Promise<string> {
  const { page } = ada
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Share/ })
  await expect(dialog.getByText('Ada Lovelace (you)')).toBeVisible()
  await dialog.getByLabel('Whoever has it').click()
  await page.getByRole('option', { name: role }).click()
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const made = page.getByRole('dialog', { name: 'Send this link' })
  await made.getByRole('button', { name: 'Copy the link' }).click()
  await expect(made.getByRole('button', { name: 'Copied' })).toBeVisible()
  await made.getByRole('button', { name: 'Done' }).click()
  await expect(dialog.getByText(role, { exact: true }).first()).toBeVisible()
  await page.keyboard.press('Escape')
  return await page.evaluate(() => navigator.clipboard.readText())
}

test('a link for readers shows the page to somebody without an account, and lets them change nothing', async () => {
  await ada.page.goto(path)
  await text(ada.page).click()
  await ada.page.keyboard.type('The quay is open.')
  await ada.page.locator('[data-saved="saved"]').waitFor()
  const link = await shareAs('Can read')

  await stranger.goto(path)
  await expect(stranger).toHaveURL(/\/sign-in/)
  await stranger.goto(link)
  await expect(stranger).toHaveURL(new RegExp(`/shared/${path.split('/').at(-1)}$`))
  await expect(text(stranger)).toHaveText('The quay is open.')
  await expect(stranger.getByText('You can read this page.')).toBeVisible()
  await expect(text(stranger)).toHaveAttribute('contenteditable', 'false')
  expect(await stranger.evaluate(() => document.cookie)).not.toContain('weft-links')
  await checkScreen(stranger)
})

test('with a link for editors they write beside the owner, who sees a visitor', async () => {
  await stranger.goto(await shareAs('Can edit'))
  await text(stranger).click()
  await stranger.keyboard.press('End')
  await stranger.keyboard.type(' Said the visitor.')
  await expect(text(ada.page)).toContainText('The quay is open. Said the visitor.')
  await expect(ada.page.getByRole('button', { name: 'Who is here: Visitor' })).toBeVisible()
  await stranger.locator('[data-saved="saved"]').waitFor()

  await stranger.keyboard.press('Enter')
  await stranger.keyboard.type('/')
  const menu = stranger.getByRole('listbox', { name: 'Insert' })
  await expect(menu.getByRole('option', { name: 'Heading 1' })).toBeVisible()
  await expect(menu.getByRole('option', { name: /Summarise|Image|File/ })).toHaveCount(0)
  await stranger.keyboard.press('Escape')
  await stranger.keyboard.press('Backspace')
})

test('revoked, the link puts them out at once, and leads to a screen that says so', async () => {
  const { page } = ada
  const link = stranger.url()
  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: /^Share/ })
  for (let left = 2; left > 0; left--) {
    await expect(dialog.getByRole('button', { name: 'Revoke' })).toHaveCount(left)
    await dialog.getByRole('button', { name: 'Revoke' }).first().click()
    await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke it' }).click()
  }
  await expect(dialog.getByText('No link works')).toBeVisible()
  await expect(stranger.getByText('You no longer have access to this page.')).toBeVisible()
  await expect(text(stranger)).toHaveCount(0)
  await stranger.goto(link)
  await expect(stranger.getByRole('heading', { name: 'There is nothing here' })).toBeVisible()
})
