import AxeBuilder from '@axe-core/playwright'
import { expect, test } from '@playwright/test'

test.describe('the reference of the API', () => {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`reads well in the ${colorScheme}, on a desk and on a phone`, async ({ page }) => {
      await page.emulateMedia({ colorScheme })
      await page.goto('/api/docs')
      await expect(page.getByRole('heading', { level: 1 })).toHaveText('The API of Weft')
      await expect(page.getByRole('heading', { name: 'Ask for a job', exact: true })).toBeAttached()
      // One of each kind: the page repeats them a few hundred times.
      const parts = ['aside', '[aria-labelledby=problems]', '[aria-labelledby=postTasks]']
      const axe = [...parts, '[aria-labelledby=schema-TaskView]'].reduce(
        (builder, part) => builder.include(part),
        new AxeBuilder({ page }).setLegacyMode(true),
      )
      expect((await axe.analyze()).violations).toEqual([])
      await page.setViewportSize({ width: 390, height: 844 })
      await page.getByText('Contents', { exact: true }).click()
      await expect(page.getByRole('searchbox')).toBeVisible()
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390)
    })

  test('is searched by words, and Enter goes to what was found', async ({ page }) => {
    await page.goto('/api/docs')
    const contents = page.getByRole('navigation', { name: 'Contents of the reference' })
    await contents.getByRole('searchbox').fill('make page')
    await expect(contents.getByRole('link', { name: 'Make a page' })).toBeVisible()
    await expect(contents.getByRole('link', { name: 'Ask for a job' })).toHaveCount(0)
    await contents.getByRole('searchbox').press('Enter')
    await expect(page).toHaveURL(/#postDocuments$/)
    await expect(page.getByRole('heading', { name: 'Make a page' })).toBeInViewport()
    await contents.getByRole('searchbox').fill('nothing like this')
    await expect(contents.getByText('Nothing here is called')).toBeVisible()
  })

  test('gives its examples to the clipboard', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await page.goto('/api/docs')
    await page.getByRole('button', { name: 'Copy: Who am I' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Copied' })).toBeAttached()
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/api/v1/me')
  })

  test('shows what only owners may call to owners only, in the page and in the document', async ({
    page,
    browser,
  }) => {
    const admin = '/api/v1/admin/health'
    await page.goto('/api/docs')
    await expect(page.getByText(admin, { exact: true })).toBeAttached()
    expect(await (await page.request.get('/api/openapi.json')).json()).toHaveProperty(['paths', admin])
    const stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } })
    const seen = await stranger.newPage()
    await seen.goto('/api/docs')
    await expect(seen.getByRole('heading', { level: 1 })).toBeVisible()
    await expect(seen.getByText(admin, { exact: true })).toHaveCount(0)
    expect(await (await stranger.request.get('/api/openapi.json')).json()).not.toHaveProperty([
      'paths',
      admin,
    ])
    await stranger.close()
  })
})

test('an address says which methods it has, through the public door', async ({ request }) => {
  const refused = await request.fetch('/api/v1/documents', { method: 'PUT' })
  expect(refused.status()).toBe(405)
  expect(refused.headers()['content-type']).toBe('application/problem+json')
  expect(refused.headers().allow).toBe('GET, POST, HEAD, OPTIONS')
  expect((await request.fetch('/api/v1/nowhere')).status()).toBe(404)
  expect((await request.fetch('/api/v1/documents', { method: 'OPTIONS' })).status()).toBe(204)
  const head = await request.fetch('/api/v1/events', { method: 'HEAD' })
  expect(head.headers()['content-type']).toBe('text/event-stream')
})

test('a page that is made elsewhere appears by itself, and a finished job without asking each second', async ({
  page,
}) => {
  const listening = page.waitForResponse((response) => response.url().endsWith('/api/v1/events'))
  await page.goto('/')
  await listening
  const title = `Told ${Date.now()}`
  const headers = { origin: new URL(page.url()).origin }
  await page.request.post('/api/v1/documents', { headers, data: { title } })
  // Without events the list is looked at every half minute.
  await expect(page.getByRole('link', { name: title }).first()).toBeVisible({ timeout: 10_000 })

  const text =
    'The ferry leaves at nine. The bridge is closed on Monday. Both harbours stay open all week long.'
  const data = { request: { kind: 'summarise', source: { type: 'text', text }, words: 20 } }
  const task = await (await page.request.post('/api/v1/tasks', { headers, data })).json()
  // The job's own time is not what this is about: on a busy machine it takes long.
  let asked = 0
  page.on('request', (request) => {
    if (request.url().endsWith(`/api/v1/tasks/${task.id}`)) asked++
  })
  await page.goto(`/jobs/${task.id}`)
  await expect(page.getByText('Finished', { exact: true }).first()).toBeVisible({ timeout: 45_000 })
  // Once when the stream begins, when it runs and when it has ended; a look each half minute besides.
  expect(asked).toBeLessThanOrEqual(5)
})
