import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { createPage, openAsOwner } from './fixtures/people.ts'

let ada: { context: BrowserContext; page: Page }

test.beforeEach(async ({ browser }) => {
  ada = await openAsOwner(browser, '/')
})
test.afterEach(() => ada.context.close())

const body = (page: Page) => page.getByRole('textbox', { name: 'Text of the page' })
test('a job about the page stands where it was asked for, and its toast leads there', async () => {
  const { page } = ada
  await page.goto(await createPage(ada.context, 'Ferries'))
  await body(page).click()
  for (const words of [
    'The ferry leaves the northern harbour at nine.',
    'It returns at noon.',
    'Last line.',
  ]) {
    await page.keyboard.type(words)
    await page.keyboard.press('Enter')
  }
  await body(page).getByText('It returns at noon.').click()
  await page.keyboard.press('End')
  await page.keyboard.type(' /')
  await expect(page.getByRole('listbox', { name: 'Insert' })).toBeVisible()
  await page.keyboard.type('keyw')
  await page.keyboard.press('Enter')
  const result = page.getByRole('region', { name: 'Keywords, not yet accepted' })
  await expect(result).toBeVisible({ timeout: 30_000 })
  await page.getByRole('button', { name: 'Show it' }).click()
  const order = await body(page).locator(':scope > *').allInnerTexts()
  const at = order.findIndex((words) => words.includes('Keywords'))
  expect([order[at - 1]?.trim(), order[at + 1]?.trim()]).toEqual(['It returns at noon.', 'Last line.'])
  await body(page).getByText('Last line.').click()
  await page.keyboard.type('More. ')
  await expect(result).toContainText('This page has changed since it was read.')
})

test('a kind that needs labels opens its form about the block, by / and by the menu of words', async () => {
  const { page } = ada
  await page.goto(await createPage(ada.context, 'Complaints'))
  await body(page).click()
  await page.keyboard.type('The ferry was late again, and nobody said why. /classify')
  await page.keyboard.press('Enter')
  const form = page.getByRole('dialog', { name: 'A job about this block' })
  await expect(form.getByRole('textbox', { name: 'Labels' })).toBeVisible()
  await expect(form).toContainText('The ferry was late again')
  await page.keyboard.press('Escape')
  await expect(form).toHaveCount(0)
  await expect(body(page)).toBeFocused()
  await page.keyboard.press('ControlOrMeta+j')
  await expect(page.getByRole('combobox', { name: 'What to do with this block' })).toBeFocused()
})
