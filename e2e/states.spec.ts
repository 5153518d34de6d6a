import { expect, test } from '@playwright/test'
import { checkScreen } from './fixtures/check-screen.ts'

/** What reads from the API by itself after it stands; what the server draws whole has nothing to wait for. */
const READING = ['/admin?tab=tasks', '/admin?tab=health', '/profile', '/members']

const FAULT = {
  type: 'about:blank',
  title: 'Unavailable',
  status: 503,
  detail: 'The database is away just now. Try again in a moment.',
  code: 'unavailable',
  requestId: '01a20549-431d-74c6-8a16-41774b121fb8',
}

for (const path of READING)
  test(`${path}: what cannot be read says why, with the request to tell of`, async ({ page }) => {
    await page.route('**/api/v1/**', (route) =>
      route.request().method() === 'GET'
        ? route.fulfill({
            status: 503,
            headers: { 'content-type': 'application/problem+json', 'x-request-id': FAULT.requestId },
            // A fault that may pass is asked for twice more before it is told.
            body: JSON.stringify({ ...FAULT, retryable: false }),
          })
        : route.continue(),
    )
    await page.goto(path)
    const fault = page.getByRole('alert').filter({ hasText: FAULT.detail }).first()
    await expect(fault).toBeVisible()
    await expect(fault.getByText(FAULT.requestId)).toBeVisible()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await checkScreen(page)
  })

test('what the server did not answer at all is offered to be read again, and then stands there', async ({
  page,
}) => {
  await page.route('**/api/v1/sessions**', (route) => route.abort())
  await page.goto('/profile')
  const fault = page.getByRole('alert').filter({ hasText: 'Weft cannot be reached' })
  await expect(fault).toBeVisible()
  await page.unroute('**/api/v1/sessions**')
  await fault.getByRole('button', { name: 'Try again' }).click()
  await expect(fault).toHaveCount(0)
  await expect(page.getByText('This one')).toBeVisible()
})

test('while it is read, a screen shows its outline and says that it loads', async ({ page }) => {
  let go: () => void = () => {}
  const held = new Promise<void>((resolve) => {
    go = resolve
  })
  await page.route('**/api/v1/sessions**', async (route) => {
    await held
    await route.continue()
  })
  await page.goto('/profile')
  await expect(page.getByRole('status', { name: 'Loading where you are signed in' })).toBeVisible()
  go()
  await expect(page.getByRole('status', { name: 'Loading where you are signed in' })).toHaveCount(0)
  await expect(page.getByText('This one')).toBeVisible()
})

test('a screen whose code does not arrive says so and offers to try again', async ({ page }) => {
  await page.goto('/trash')
  await expect(page.getByRole('heading', { name: 'Trash' })).toBeVisible()
  await page.route('**/_next/static/chunks/**', (route) => route.abort())
  await page.getByRole('link', { name: 'Settings', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'A thread broke' })).toBeVisible()
  await page.unroute('**/_next/static/chunks/**')
  await checkScreen(page)
})

test('an editor whose code does not arrive says so, and is there when it is asked for again', async ({
  page,
}) => {
  await page.goto('/')
  const { id } = await (
    await page.request.post('/api/v1/documents', {
      headers: { origin: new URL(page.url()).origin },
      data: { title: 'Slow to come' },
    })
  ).json()
  await page.route('**/_next/static/chunks/*.js', async (route) => {
    const response = await route.fetch()
    // What stands below the text is in no other part of the code.
    if ((await response.text()).includes('page-tail')) return route.abort()
    return route.fulfill({ response })
  })
  await page.goto(`/documents/${id}`)
  await expect(page.getByRole('heading', { name: 'A thread broke' })).toBeVisible()
  await page.unroute('**/_next/static/chunks/*.js')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(page.getByRole('textbox', { name: 'Text of the page' })).toBeVisible()
})
