import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import sharp from 'sharp'
import { expectNoFaults } from './fixtures/check-screen.ts'
import { createPage, inviteAndOpen, openAsOwner } from './fixtures/people.ts'

const NEW_PASSWORD = 'yet another sentence nobody guesses'
const nobody = { storageState: { cookies: [], origins: [] } }

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'E-mail' }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

async function addressOf(context: BrowserContext): Promise<string> {
  return ((await (await context.request.get('/api/v1/me')).json()) as { email: string }).email
}

async function actOn(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
}

/** The owner's browser on a screen, and somebody with a name of their own on a page of the owner. */
async function ownerAnd(browser: Browser, name: string) {
  const owner = await openAsOwner(browser, '/members')
  const path = await createPage(owner.context, `With ${name}`)
  const guest = await inviteAndOpen(browser, owner.context, name, path)
  await expect(guest.page.getByRole('textbox', { name: 'Text of the page' })).toBeVisible()
  await owner.page.reload()
  return { owner, guest, path }
}

test.describe.configure({ mode: 'default' })

test('a link of an owner gives a new password, once, and signs out everywhere', async ({ browser }) => {
  const { owner, guest } = await ownerAnd(browser, 'Rita Reset')
  const email = await addressOf(guest.context)
  await actOn(owner.page, 'Rita Reset', 'Reset link')
  await owner.page.getByRole('button', { name: 'Make the link' }).click()
  const link = (await owner.page.getByText(/\/reset#/).textContent()) ?? ''
  await expectNoFaults(owner.page)

  const elsewhere = await (await browser.newContext(nobody)).newPage()
  const asked: string[] = []
  elsewhere.on('request', (request) => asked.push(`${request.url()} ${request.headers().referer ?? ''}`))
  await elsewhere.goto(link)
  await expect(elsewhere.getByLabel('E-mail')).toHaveValue(email)
  await expectNoFaults(elsewhere)
  // The token is in no address, neither of the page nor of anything that it asked for.
  const token = link.split('#')[1] ?? 'no token'
  expect(elsewhere.url()).not.toContain(token)
  expect(asked.join('\n')).not.toContain(token)
  await elsewhere.getByLabel('New password').fill(NEW_PASSWORD)
  await elsewhere.getByRole('button', { name: 'Set the password' }).click()
  await expect(elsewhere.getByRole('heading', { name: 'That is your password now' })).toBeVisible()
  await expect(guest.page.getByText('Your session has ended')).toBeVisible()

  await signIn(elsewhere, email, NEW_PASSWORD)
  await expect(elsewhere.getByRole('navigation', { name: 'Workspace' })).toBeVisible()
  await elsewhere.goto('about:blank')
  await elsewhere.goto(link)
  await expect(elsewhere.getByRole('heading', { name: 'This link has ended' })).toBeVisible()
  for (const context of [owner.context, guest.context, elsewhere.context()]) await context.close()
})

test('owners say who may join, and the door says so too', async ({ page, browser }) => {
  await page.goto('/settings')
  const strangers = await browser.newContext(nobody)
  const stranger = await strangers.newPage()
  const choose = async (label: string) => {
    const saved = page.waitForResponse((answer) => answer.url().endsWith('/api/v1/workspace'))
    await page.getByRole('radio', { name: label }).click()
    expect((await saved).ok()).toBe(true)
  }
  await stranger.goto('/sign-up')
  await expect(stranger).toHaveURL(/\/sign-in$/)
  await expect(stranger.getByText('People join by an invitation link')).toBeVisible()
  await stranger.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(stranger.getByText('This server sends no mail')).toBeVisible()

  await choose('Nobody')
  await stranger.goto('/sign-in')
  await expect(stranger.getByText('takes nobody in at the moment')).toBeVisible()

  await choose('Anybody')
  await stranger.reload()
  await stranger.getByRole('link', { name: 'Make one' }).click()
  await stranger.getByRole('textbox', { name: 'Your name' }).fill('Olga Open')
  await stranger.getByRole('textbox', { name: 'E-mail' }).fill('ada@example.org')
  await stranger.getByLabel('Password', { exact: true }).fill(NEW_PASSWORD)
  await stranger.getByRole('button', { name: 'Make my account' }).click()
  await expect(stranger.getByText('If you had an account with this address before')).toBeVisible()
  await stranger.getByRole('textbox', { name: 'E-mail' }).fill(`olga${Date.now()}@example.org`)
  await stranger.getByRole('button', { name: 'Make my account' }).click()
  await expect(stranger.getByRole('navigation', { name: 'Workspace' })).toBeVisible()
  await choose('By invitation')
  await strangers.close()
})

test('a session that is ended elsewhere closes its page at once', async ({ browser }) => {
  const { owner, guest, path } = await ownerAnd(browser, 'Sven Sessions')
  const second = await browser.newContext(nobody)
  const theirs = await second.newPage()
  await signIn(theirs, await addressOf(guest.context), 'another sentence nobody guesses')
  await expect(theirs.getByRole('navigation', { name: 'Workspace' })).toBeVisible()
  await theirs.goto(path)
  await expect(theirs.getByRole('textbox', { name: 'Text of the page' })).toBeVisible()

  await guest.page.goto('/profile')
  await expect(guest.page.getByText('This one')).toBeVisible()
  await guest.page.getByRole('button', { name: /^End Chrome on/ }).click()
  await expect(theirs.getByText('Your session has ended')).toBeVisible({ timeout: 2000 })
  await expect(guest.page.getByRole('button', { name: /^End / })).toHaveCount(0)
  for (const context of [owner.context, guest.context, second]) await context.close()
})

test('a name, a colour and a picture reach the others on a page that is open', async ({ browser }) => {
  const { owner, guest, path } = await ownerAnd(browser, 'Petra Profile')
  await owner.page.goto(path)
  await expect(owner.page.getByRole('button', { name: 'Who is here: Petra Profile' })).toBeVisible()

  const profile = await guest.context.newPage()
  await profile.goto('/profile')
  // The full date on a time is the browser's own: the page listens from then on.
  await expect(profile.locator('time[title]').first()).toBeVisible()
  const picture = await sharp({ create: { width: 300, height: 200, channels: 3, background: '#0e625e' } })
    .png()
    .toBuffer()
  await profile
    .getByLabel('A picture of you')
    .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: picture })
  await expect(profile.getByRole('button', { name: 'Remove' })).toBeVisible()
  await profile.getByLabel('Name').fill('Petra of the loom')
  await profile.getByRole('slider', { name: 'Colour' }).fill('20')
  await expectNoFaults(profile)
  await profile.getByRole('button', { name: 'Save' }).click()
  await expect(profile.getByRole('button', { name: /^Petra of the loom/ })).toBeVisible()

  const here = owner.page.getByRole('button', { name: 'Who is here: Petra of the loom' })
  await expect(here).toBeVisible()
  await expect(here.locator('img')).toHaveAttribute('src', /^\/api\/v1\/people\/[0-9a-f-]{36}\/avatar\?v=/)
  for (const { context } of [owner, guest]) await context.close()
})

test('a suspension closes the other’s page with words, and signing in says why', async ({ browser }) => {
  const { owner, guest } = await ownerAnd(browser, 'Sara Suspended')
  const email = await addressOf(guest.context)
  await actOn(owner.page, 'Sara Suspended', 'Suspend')
  await owner.page.getByRole('button', { name: 'Suspend', exact: true }).click()
  await expect(guest.page.getByText('Your session has ended')).toBeVisible()
  await expectNoFaults(guest.page)
  await guest.page.getByRole('link', { name: 'Sign in' }).click()
  await signIn(guest.page, email, 'another sentence nobody guesses')
  await expect(guest.page.getByText('This account is suspended')).toBeVisible()

  await actOn(owner.page, 'Sara Suspended', 'Lift the suspension')
  await expect(owner.page.getByText('Suspended', { exact: true })).toHaveCount(0)
  await signIn(guest.page, email, 'another sentence nobody guesses')
  await expect(guest.page.getByRole('navigation', { name: 'Workspace' })).toBeVisible()

  await actOn(owner.page, 'Sara Suspended', 'Remove')
  await owner.page.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(owner.page.getByRole('button', { name: 'Actions for Sara Suspended' })).toHaveCount(0)
  await expect.poll(async () => (await guest.context.request.get('/api/v1/me')).status()).toBe(401)
  for (const { context } of [owner, guest]) await context.close()
})

test('an API key is shown once and works from a program until it is revoked', async ({
  page,
  playwright,
  baseURL,
}) => {
  const name = `Export ${Date.now()}`
  await page.goto('/profile')
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByRole('textbox', { name: 'What is it for?' }).fill(name)
  await page.getByRole('button', { name: 'Make the key' }).click()
  const key = (await page.getByText(/^weft_[A-Za-z0-9_-]{43}$/).textContent()) ?? ''
  await expectNoFaults(page)
  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByText(key)).toHaveCount(0)

  const program = await playwright.request.newContext({
    ...(baseURL && { baseURL }),
    extraHTTPHeaders: { authorization: `Bearer ${key}` },
    storageState: { cookies: [], origins: [] },
  })
  expect((await program.get('/api/v1/documents')).status()).toBe(200)
  expect((await program.post('/api/v1/documents', { data: { title: 'No' } })).status()).toBe(403)
  await page.getByRole('button', { name: `Revoke ${name}` }).click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await expect(page.getByText(name, { exact: true })).toHaveCount(0)
  await expect.poll(async () => (await program.get('/api/v1/documents')).status()).toBe(401)
  await program.dispose()
})

test('no spelling of the path to sign in goes round its limit', async ({ playwright, baseURL }) => {
  const stranger = await playwright.request.newContext({
    ...(baseURL && { baseURL }),
    storageState: { cookies: [], origins: [] },
  })
  const counted: number[] = []
  for (const path of [
    '/api/v1/session',
    '/api/v1/session/',
    '/API/v1/Session',
    '/api//v1/session',
    '/api/v1/%73ession',
    '/api/v1/./session',
    '/api/v1/%2e/session',
    '/api/v1/x/..%2fsession',
    '/api/v1/session%2f',
    '/api/v1/session?x=1',
  ]) {
    const answer = await stranger.post(path, {
      data: { email: 'nobody@example.org', password: 'guess' },
      headers: { 'x-forwarded-for': `10.0.0.${counted.length}`, forwarded: 'for=10.9.9.9' },
      maxRedirects: 0,
    })
    const left = /"sign-in";r=(\d+)/.exec(answer.headers().ratelimit ?? '')?.[1]
    // Whatever reached the form has answered 401 and was counted; anything else is no way in.
    expect([answer.status() === 401, left !== undefined], path).toEqual(
      answer.status() === 401 ? [true, true] : [false, false],
    )
    if (left !== undefined) counted.push(Number(left))
  }
  // One count for all of them, whatever address was claimed.
  expect(counted.length).toBeGreaterThanOrEqual(2)
  expect(counted).toEqual(counted.map((_, index) => (counted[0] ?? 0) - index))
  await stranger.dispose()
})
