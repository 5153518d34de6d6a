import { glob } from 'node:fs/promises'
import path from 'node:path'
import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'
import { checkScreen } from './fixtures/check-screen.ts'
import { createPage, inviteAndOpen, openAsOwner } from './fixtures/people.ts'
import { SCREENS, type Screen, SEEN_ELSEWHERE, type World } from './fixtures/screens.ts'

const TEXT =
  'The ferry leaves at nine. The bridge is closed on Monday. Both harbours stay open all week long. The board met in Bergen.'

let owner: Page
let stranger: Page
let world: World

test.describe.configure({ mode: 'default' })

test.beforeAll(async ({ browser }) => {
  const opened = await openAsOwner(browser, '/members')
  owner = opened.page
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } })
  stranger = await context.newPage()
  world = await makeWorld(browser, opened.context)
})

test.afterAll(async () => {
  await post(owner.context(), 'patch', '/workspace', { registration: 'invitation' })
  for (const page of [owner, stranger]) await page.context().close()
})

for (const screen of SCREENS)
  test(`${screen.name}: no faults, in both themes, on a desk and on a phone`, async () => {
    const page = screen.as === 'owner' ? owner : stranger
    await visit(page, screen)
    await screen.open?.(page, world)
    await checkScreen(page)
  })

test('every page of the app is among the screens that are looked at', async () => {
  const app = path.resolve(import.meta.dirname, '../app')
  const seen = new Set([...SCREENS.map(({ route }) => route), ...Object.keys(SEEN_ELSEWHERE)])
  const routes: string[] = []
  for await (const file of glob('**/page.tsx', { cwd: app })) routes.push(routeOf(file))
  expect(routes.filter((route) => !seen.has(route))).toEqual([])
})

/** `(workspace)/jobs/[id]/page.tsx` is drawn at `/jobs/[id]`. */
function routeOf(file: string): string {
  const parts = path.dirname(file).split(path.sep)
  return `/${parts.filter((part) => part !== '.' && !part.startsWith('(')).join('/')}`
}

async function visit(page: Page, { route, at }: Screen): Promise<void> {
  // A new document each time: a change behind `#` alone would leave the old one.
  await page.goto('about:blank')
  await page.goto((await at?.(world)) ?? route)
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible()
  await expect(page.getByRole('heading', { name: 'A thread broke' })).toHaveCount(0)
}

async function makeWorld(browser: Browser, context: BrowserContext): Promise<World> {
  // A run that goes on after a failure makes its world again, beside the old one.
  const member = `Tabea Table ${Date.now()}`
  const guest = await inviteAndOpen(browser, context, member, '/sign-in')
  const { id: memberId }: { id: string } = await (await guest.context.request.get('/api/v1/me')).json()
  await guest.context.close()
  await post(context, 'patch', '/workspace', { registration: 'open' })
  const { link } = await post(context, 'post', '/invitations', { email: `${Date.now()}@example.org` })
  const trashed = await createPage(context, 'A page of the trash')
  await post(context, 'delete', trashed)
  const { id: task } = await post(context, 'post', '/tasks', {
    request: { kind: 'keywords', source: { type: 'text', text: TEXT }, count: 5 },
  })
  await post(context, 'post', '/schedules', {
    ...{ request: { kind: 'keywords', source: { type: 'text', text: TEXT }, count: 5 } },
    ...{ cron: '0 9 * * 1', timeZone: 'Europe/Oslo' },
  })
  const page = await createPage(context, 'A page to look at')
  const shared = await post(context, 'post', `${page}/links`, { role: 'editor' })
  return {
    page,
    link: shared.link ?? fail(),
    job: `/jobs/${task}`,
    invitation: link ?? fail(),
    reset: async () => (await post(context, 'post', `/members/${memberId}/reset-link`)).link ?? fail(),
    member,
  }
}

type Answer = { id?: string; link?: string }

async function post(
  context: BrowserContext,
  method: 'post' | 'patch' | 'delete',
  to: string,
  data?: object,
): Promise<Answer> {
  const { origin } = new URL(owner.url())
  const answer = await context.request[method](`/api/v1${to}`, { headers: { origin }, ...(data && { data }) })
  expect(answer.ok(), `${method} ${to}`).toBe(true)
  return answer.status() === 204 ? {} : ((await answer.json()) as Answer)
}

function fail(): never {
  throw new Error('the server did not tell what the screens need')
}
