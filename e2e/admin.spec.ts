import { type BrowserContext, expect, type Page, test } from '@playwright/test'
import { checkThemes } from './fixtures/check-screen.ts'
import { createPage, openAsOwner } from './fixtures/people.ts'

const TEXT =
  'The weaving workshop keeps three looms. Each loom carries linen thread from the northern mill, which grows its own flax.'

type Task = { id: string; status: string }

let ada: { context: BrowserContext; page: Page }

test.beforeAll(async ({ browser }) => {
  ada = await openAsOwner(browser, '/admin')
})
test.afterAll(async () => {
  await ada.context.close()
})

async function post(path: string, data?: unknown): Promise<unknown> {
  const { origin } = new URL(ada.page.url())
  const answer = await ada.context.request.post(path, { headers: { origin }, ...(data ? { data } : {}) })
  expect(answer.ok(), await answer.text()).toBe(true)
  return answer.status() === 204 ? undefined : await answer.json()
}

/** Asks for keywords of a text that nobody asked about before. */
async function askKeywords(): Promise<Task> {
  const source = { type: 'text', text: `${TEXT} ${Math.random()}` }
  return (await post('/api/v1/tasks', { request: { kind: 'keywords', source } })) as Task
}

async function ended(id: string): Promise<Task> {
  await expect
    .poll(
      async () => ((await (await ada.context.request.get(`/api/v1/tasks/${id}`)).json()) as Task).status,
      {
        timeout: 30_000,
      },
    )
    .toMatch(/COMPLETED|FAILED|CANCELLED/)
  return (await (await ada.context.request.get(`/api/v1/tasks/${id}`)).json()) as Task
}

test('a paused kind is paused in every browser, its jobs say so, and those that wait are cancelled by filter', async ({
  browser,
}) => {
  const { page } = ada
  const other = await openAsOwner(browser, '/admin')
  await page.goto('/admin')
  await page.getByRole('button', { name: 'Pause Keywords' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Pause it' }).click()
  await expect(page.getByRole('button', { name: 'Resume Keywords' })).toBeVisible()
  await expect(other.page.getByText('Paused by Ada Lovelace')).toBeVisible()

  const [first] = [await askKeywords(), await askKeywords(), await askKeywords()]
  await other.page.goto(`/jobs/${first.id}`)
  await expect(other.page.getByText('Jobs of this kind are paused')).toBeVisible()

  await page.goto('/admin?tab=tasks&kind=keywords&status=PENDING')
  await expect(page.getByRole('row').filter({ hasText: 'Paused' })).toHaveCount(3)
  await page
    .getByRole('checkbox', { name: /^Pick Keywords/ })
    .first()
    .click()
  // On a phone too each act is within reach.
  await page.setViewportSize({ width: 390, height: 844 })
  for (const name of ['Put first', 'Try again', 'Cancel', 'Pick none'])
    await expect(page.getByRole('button', { name, exact: true })).toBeInViewport({ ratio: 1 })
  await page.setViewportSize({ width: 1280, height: 800 })
  await page.getByRole('button', { name: 'Put first' }).click()
  const asked = page.getByRole('alertdialog', { name: 'Put 1 task first?' })
  await expect(asked).toBeVisible()
  await checkThemes(page, 'asked whether to put a task first')
  await asked.getByRole('button', { name: 'Put 1 task first' }).click()
  await expect(page.getByText('1 task put first')).toBeVisible()
  await page.getByRole('button', { name: 'All that fit' }).click()
  await page.getByRole('menuitem', { name: /^Cancel all/ }).click()
  const question = page.getByRole('alertdialog', { name: 'Cancel 3 tasks?' })
  await question.getByRole('button', { name: 'Cancel 3 tasks' }).click()
  await expect(page.getByText('3 tasks cancelled')).toBeVisible()
  await expect(page.getByText('No task fits these filters.')).toBeVisible()
  expect((await ended(first.id)).status).toBe('CANCELLED')
  await expect(other.page.getByText('Cancelled')).toBeVisible()

  await other.page.goto('/admin')
  await other.page.getByRole('button', { name: 'Resume Keywords' }).click()
  await expect(other.page.getByRole('button', { name: 'Pause Keywords' })).toBeVisible()
  expect((await ended((await askKeywords()).id)).status).toBe('COMPLETED')
  await other.context.close()
})

test('a dead letter tells why and leads to its page; tried again, its result arrives there', async () => {
  const { page, context } = ada
  await page.goto('/admin')
  const title = `Empty ${Date.now()}`
  const path = await createPage(context, title)
  const documentId = path.split('/').at(-1)
  const request = { kind: 'summarise', source: { type: 'document', documentId }, words: 40 }
  const { id } = (await post('/api/v1/tasks', { request, documentId, insert: true })) as Task
  expect((await ended(id)).status).toBe('FAILED')

  await page.goto('/admin?tab=dead-letters')
  const row = page.getByRole('row').filter({ hasText: title })
  await expect(row).toContainText('Summarise')
  await row.getByRole('link', { name: title }).click()
  await expect(page).toHaveURL(new RegExp(`${path}$`))
  const body = page.getByRole('textbox', { name: 'Text of the page' })
  await body.click()
  await page.keyboard.type(
    `${TEXT} The guild repairs two looms before winter. It buys forty spools of thread.`,
  )
  await expect(page.locator('[data-saved="saved"]')).toBeVisible()

  await page.goto('/admin?tab=dead-letters')
  await row.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByText('Asked for again')).toBeVisible()
  await page.goto(path)
  await expect(page.getByLabel(/^Summary.*not yet accepted/)).toBeVisible({ timeout: 30_000 })
})

test('rows are picked by keyboard, a range at once, and Escape picks none', async () => {
  const { page } = ada
  await page.goto('/admin?tab=tasks')
  const boxes = page.getByRole('table', { name: 'Tasks' }).locator('tbody').getByRole('checkbox')
  await boxes.first().focus()
  await page.keyboard.press('Space')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  await expect(boxes.nth(2)).toBeFocused()
  await page.keyboard.press('Space')
  const bar = page.getByRole('region', { name: 'Picked tasks' })
  await expect(bar).toContainText('2 tasks picked')
  await boxes.nth(3).click({ modifiers: ['Shift'] })
  await expect(bar).toContainText('3 tasks picked')
  await bar.getByRole('button', { name: 'Try again' }).focus()
  await page.keyboard.press('Escape')
  await expect(bar).toHaveCount(0)
})

test('a list stands still while it is read, counts what came, and goes on by a click', async () => {
  const { page } = ada
  await page.goto('/admin?tab=tasks')
  const table = page.getByRole('table', { name: 'Tasks' })
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await table.hover({ position: { x: 300, y: 40 } })
  await expect(page.getByRole('button', { name: /^Paused/ })).toBeVisible()
  const first = await table.locator('tbody tr').first().innerText()
  await askKeywords()
  await expect(page.getByRole('button', { name: 'Paused · 1 new' })).toBeVisible()
  expect((await table.locator('tbody tr').first().innerText()).split('\n')[0]).toBe(first.split('\n')[0])
  await page.getByRole('button', { name: /^Paused/ }).click()
  await expect(page.getByText('Live', { exact: true })).toBeVisible()
  await expect(table.locator('tbody tr').first()).toContainText('Keywords')
})

test('keys of the cache are found by pattern and forgotten after the number was named', async () => {
  const { page } = ada
  await ended((await askKeywords()).id)
  await page.goto('/admin?tab=cache')
  await page.getByRole('searchbox', { name: 'Pattern of keys' }).fill('keywords:*')
  await page.getByRole('button', { name: 'Find' }).click()
  await expect(page).toHaveURL(/glob=keywords/)
  const table = page.getByRole('table', { name: 'Cached answers' })
  await expect(table.locator('tbody tr').first()).toContainText('keywords:')
  await page.getByRole('button', { name: 'Forget all that fit ...' }).click()
  const question = page.getByRole('alertdialog', { name: /^Forget \d+ kept answers?\?$/ })
  await question.getByRole('button', { name: /^Forget \d+ answers?$/ }).click()
  await expect(page.getByText('No key fits.')).toBeVisible()
})

test('a chart is read by keys and as a table, and the range is in the address', async () => {
  const { page } = ada
  await page.goto('/admin')
  const plot = page.getByRole('slider', { name: 'Attempts ended, step' })
  await plot.focus()
  const newest = await plot.getAttribute('aria-valuetext')
  await page.keyboard.press('ArrowLeft')
  await expect(plot).not.toHaveAttribute('aria-valuetext', newest ?? '')
  await page.getByRole('radio', { name: '1 h' }).click()
  await expect(page).toHaveURL(/range=1h/)
  await page.getByRole('button', { name: 'Attempts ended as a table' }).click()
  const table = page.getByRole('table', { name: 'Attempts ended' })
  await expect(table.getByRole('columnheader', { name: 'finished' })).toBeVisible()
  await expect(table.locator('tbody tr').first()).toContainText(/\d\d:\d\d/)
})

test('a request id leads to the task that it asked for', async () => {
  const { page } = ada
  const { origin } = new URL(page.url())
  const answer = await ada.context.request.post('/api/v1/tasks', {
    headers: { origin },
    data: { request: { kind: 'keywords', source: { type: 'text', text: TEXT } } },
  })
  await page.goto('/admin')
  await page
    .getByRole('searchbox', { name: 'Follow a request by its id' })
    .fill(answer.headers()['x-request-id'] ?? '')
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'Request' })
  await drawer.getByRole('button', { name: 'Keywords' }).click()
  await expect(
    page.getByRole('dialog', { name: 'Keywords' }).getByRole('heading', { name: 'Timeline' }),
  ).toBeVisible()
})

test('without the server the page keeps what it read and says that it may be old', async () => {
  const { page, context } = ada
  await page.goto('/admin?tab=tasks')
  await expect(page.getByRole('table', { name: 'Tasks' })).toBeVisible()
  await context.setOffline(true)
  await expect(page.getByText('This may be out of date.').first()).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('table', { name: 'Tasks' })).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByText('This may be out of date.')).toHaveCount(0, { timeout: 20_000 })
})
