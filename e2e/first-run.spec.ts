import { expect, test } from '@playwright/test'
import { checkScreen } from './fixtures/check-screen.ts'
import { OWNER, ownerState } from './fixtures/owner.ts'

// The first test of the run: it makes the account that all others are signed in as.
test('a new server asks for its first account and opens the sample page', async ({ page }) => {
  await page.goto('/')
  await expect(page).toHaveURL(/\/setup$/)
  await checkScreen(page)

  await page.getByRole('textbox', { name: 'Your name' }).fill(OWNER.name)
  await page.getByRole('textbox', { name: 'E-mail' }).fill(OWNER.email)
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password)
  await page.getByRole('textbox', { name: 'Workspace name' }).fill(OWNER.workspace)
  await page.getByRole('button', { name: 'Begin writing' }).click()

  await expect(page).toHaveURL(/\/documents\/[0-9a-f-]{36}$/)
  await page.context().storageState({ path: ownerState(page.url()) })
})

test('a server that was set up does not offer it again', async ({ page, request }) => {
  await page.goto('/setup')
  await expect(page).toHaveURL(/\/sign-in/)
  const answer = await request.post('/api/v1/setup', {
    data: { name: 'Eve', email: 'eve@example.org', password: 'a long enough one', workspaceName: 'Mine' },
  })
  expect(answer.ok()).toBe(false)
})

test('answers of the server name no framework and carry a request id', async ({ request }) => {
  const answer = await request.get('/api/health/ready')
  expect(answer.status()).toBe(200)
  expect(answer.headers()['x-powered-by']).toBeUndefined()
  expect(answer.headers()['x-request-id']).toBeTruthy()
})
