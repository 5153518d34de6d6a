// How one finds one's way: the sheet of shortcuts, and links that lead to one block.
import { expect, test } from '@playwright/test'
import { checkScreen } from './fixtures/check-screen.ts'
import { createPage } from './fixtures/people.ts'

test('? opens the sheet of shortcuts, from a key and from the menu, and types itself where one writes', async ({
  page,
  context,
}) => {
  await page.goto('/')
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await page.keyboard.press('?')
  await expect(sheet).toBeVisible()
  await expect(sheet.getByText('Tell whether the page is saved')).toBeVisible()
  await checkScreen(page)
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)

  await page.goto(await createPage(context, `Which keys ${Date.now()}`))
  const text = page.getByRole('textbox', { name: 'Text of the page' })
  await text.click()
  await page.keyboard.type('Why?')
  await expect(text).toHaveText('Why?')
  await expect(sheet).toHaveCount(0)
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await expect(sheet).toBeVisible()
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'ada@example.org' }).click()
  await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click()
  await expect(sheet).toBeVisible()
})

test('a link to a block opens the page there, and says when the block is gone', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/')
  const path = await createPage(context, `Where it stands ${Date.now()}`)
  await page.goto(path)
  const text = page.getByRole('textbox', { name: 'Text of the page' })
  await text.click()
  for (let line = 0; line < 40; line++) {
    await page.keyboard.insertText(`Line ${line}`)
    await page.keyboard.press('Enter')
  }
  await page.keyboard.insertText('The one that is meant')
  await page.keyboard.press('Control+/')
  await page.getByRole('menuitem', { name: 'Copy link to block' }).click()
  await expect(page.getByText('The link to this block is copied')).toBeVisible()
  await page.locator('[data-saved="saved"]').waitFor()
  const link = await page.evaluate(() => navigator.clipboard.readText())
  expect(link).toContain(`${path}#block-`)

  await page.goto('/')
  await page.goto(link)
  const meant = page.locator('.is-linked-to')
  await expect(meant).toHaveText('The one that is meant')
  await expect(meant).toBeInViewport()
  await expect(meant, 'for a moment only').toHaveCount(0)

  await text.getByText('The one that is meant').click({ clickCount: 3 })
  await page.keyboard.press('Backspace')
  await page.keyboard.press('Backspace')
  await page.locator('[data-saved="saved"]').waitFor()
  await page.goto('/')
  await page.goto(link)
  await expect(page.getByText('The block that this link names is not on this page any more')).toBeVisible()
})
