import { expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import { createPage, inviteAndOpen, openAsOwner } from './fixtures/people.ts'

const body = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })
const gone = (page: Page, what: 'file' | 'image') => body(page).getByText(`This ${what} was deleted`)

test('erasing a person asks for the address, says what goes, and signs them out', async ({ browser }) => {
  const owner = await openAsOwner(browser, '/members')
  const guest = await inviteAndOpen(browser, owner.context, 'Erna Erased', '/')
  const { email }: { email: string } = await (await guest.context.request.get('/api/v1/me')).json()
  await owner.page.reload()
  await owner.page.getByRole('button', { name: 'Actions for Erna Erased' }).click()
  await owner.page.getByRole('menuitem', { name: 'Erase this person' }).click()
  const dialog = owner.page.getByRole('dialog', { name: 'Erase Erna Erased?' })
  await expect(dialog).toContainText('the pages that nobody else was ever given')
  await expect(dialog).toContainText('What they wrote in shared pages, without a name')

  const address = dialog.getByRole('textbox')
  await address.fill('ada@example.org')
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await expect(dialog.getByText(`Type ${email} to go on`)).toBeVisible()
  expect((await guest.context.request.get('/api/v1/me')).status()).toBe(200)

  await address.fill(email.toUpperCase())
  await dialog.getByRole('button', { name: 'Erase for good' }).click()
  await expect(dialog).toHaveCount(0)
  await expect(owner.page.getByRole('button', { name: 'Actions for Erna Erased' })).toHaveCount(0)
  expect((await guest.context.request.get('/api/v1/me')).status()).toBe(401)
  for (const { context } of [owner, guest]) await context.close()
})

test('a file and an image that are deleted for good say so to everybody on the page', async ({ browser }) => {
  const owner = await openAsOwner(browser, '/')
  const path = await createPage(owner.context, 'With files')
  await owner.page.goto(path)
  await expect(body(owner.page)).toBeVisible()
  const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#0e625e' } })
    .png()
    .toBuffer()
  await body(owner.page).click()
  const text = { name: 'salaries.txt', mimeType: 'text/plain', buffer: Buffer.from('a hundred guilders') }
  await owner.page.getByLabel('Files to upload').setInputFiles(text)
  await expect(body(owner.page).getByText('salaries.txt')).toBeVisible()
  const image = { name: 'face.png', mimeType: 'image/png', buffer: picture }
  await owner.page.getByLabel('Images to upload').setInputFiles(image)
  await expect(body(owner.page).getByRole('img', { name: 'face' })).toBeVisible()

  const guest = await inviteAndOpen(browser, owner.context, 'Frida Files', path)
  await expect(body(guest.page).getByText('salaries.txt')).toBeVisible()
  await expect(body(guest.page).getByRole('img', { name: 'face' })).toBeVisible()
  const source = await body(owner.page).getByRole('img', { name: 'face' }).getAttribute('src')

  await owner.page.getByRole('button', { name: 'What to do with salaries.txt' }).click()
  await confirmDeletion(owner.page)
  for (const { page } of [owner, guest]) await expect(gone(page, 'file')).toBeVisible()
  await expect(body(guest.page).getByText('salaries.txt')).toHaveCount(0)

  await body(owner.page).getByRole('img', { name: 'face' }).hover()
  await owner.page.getByRole('button', { name: 'What to do with this image' }).click()
  await confirmDeletion(owner.page)
  for (const { page } of [owner, guest]) await expect(gone(page, 'image')).toBeVisible()
  expect((await guest.context.request.get(source ?? '')).status()).toBe(404)

  await guest.page.reload()
  for (const what of ['file', 'image'] as const) await expect(gone(guest.page, what)).toBeVisible()
  const empty = body(owner.page).getByRole('figure').filter({ hasText: 'This file was deleted' })
  await empty.getByRole('button', { name: 'Remove the empty block' }).click()
  await expect(gone(guest.page, 'file')).toHaveCount(0)
  for (const { context } of [owner, guest]) await context.close()
})

async function confirmDeletion(page: Page): Promise<void> {
  await page.getByRole('menuitem', { name: 'Delete the file for good' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete for good' }).click()
}
