import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { checkThemes } from './fixtures/check-screen.ts'
import { createPage, inviteAndOpen, openAsOwner } from './fixtures/people.ts'

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

async function turn(kind: string, act: 'pause' | 'resume'): Promise<void> {
  const { origin } = new URL(ada.page.url())
  const answer = await ada.context.request.post(`/api/v1/admin/tasks/kinds/${kind}/${act}`, {
    headers: { origin },
  })
  expect(answer.ok(), await answer.text()).toBe(true)
}

test('a job that waits stands at its place for everybody who reads its page, until it is cancelled or its result is there', async ({
  browser,
}) => {
  const path = await createPage(ada.context, 'Timetable')
  await ada.page.goto(path)
  await body(ada.page).click()
  for (const words of ['The ferry leaves at nine.', 'It returns at noon.', 'Last line.']) {
    await ada.page.keyboard.type(words)
    await ada.page.keyboard.press('Enter')
  }
  const ben = await inviteAndOpen(browser, ada.context, 'Ben Waiting', path)
  await expect(body(ben.page)).toContainText('Last line.')
  const ask = async () => {
    await body(ada.page).getByText('It returns at noon.').click()
    await ada.page.keyboard.press('End')
    await ada.page.keyboard.type(' /readab')
    await expect(ada.page.getByRole('listbox', { name: 'Insert' })).toBeVisible()
    await ada.page.keyboard.press('Enter')
  }
  const line = (page: Page) => page.getByRole('group', { name: 'Readability, waiting' })
  /** What stands right before and right behind the job's words. */
  const around = async (page: Page, words: string) => {
    // The first line of each: behind it may stand the name at somebody's caret.
    const order = (await body(page).locator(':scope > *').allInnerTexts()).map((text) =>
      text.split('\n')[0]?.trim(),
    )
    const at = order.findIndex((text) => text?.startsWith(words))
    return [order[at - 1], order[at + 1]]
  }

  await turn('readability', 'pause')
  try {
    await ask()
    for (const { page } of [ada, ben]) {
      await expect(line(page)).toContainText('Jobs of this kind are paused')
      expect(await around(page, 'Readability')).toEqual(['It returns at noon.', 'Last line.'])
    }
    await ada.page.keyboard.press('Enter')
    await ada.page.keyboard.type('A line in between.')
    await expect(body(ben.page)).toContainText('A line in between.')
    for (const { page } of [ada, ben])
      expect(await around(page, 'Readability')).toEqual(['It returns at noon.', 'A line in between.'])
    await ada.page.setViewportSize({ width: 390, height: 844 })
    await checkThemes(ada.page, 'a line that waits, on a phone')
    await ada.page.setViewportSize({ width: 1280, height: 800 })
    await ada.page.reload()
    await expect(line(ada.page)).toBeVisible()
    expect(await around(ada.page, 'Readability')).toEqual(['It returns at noon.', 'A line in between.'])

    await ben.page.getByRole('button', { name: 'Cancel: Readability' }).click()
    for (const { page } of [ada, ben]) await expect(line(page)).toHaveCount(0)
    await ask()
    for (const { page } of [ada, ben]) await expect(line(page)).toBeVisible()
  } finally {
    await turn('readability', 'resume')
  }
  for (const { page } of [ada, ben]) {
    await expect(page.getByRole('region', { name: 'Readability, not yet accepted' })).toBeVisible({
      timeout: 30_000,
    })
    await expect(line(page)).toHaveCount(0)
    expect(await around(page, 'Readability')).toEqual(['It returns at noon.', 'A line in between.'])
  }
  await ben.context.close()
})
