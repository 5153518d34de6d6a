import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { checkScreen } from './fixtures/check-screen.ts'
import { type Account, call, firstRun } from './torture/account.ts'
import { freePort } from './torture/free-port.ts'
import { WeftProcess } from './torture/weft-process.ts'

// An installation of its own without a worker, so that what is asked for waits, and with a queue that is soon too old.
test.use({ storageState: { cookies: [], origins: [] } })

let weft: WeftProcess
let account: Account
let dataDir: string

test.beforeAll(async () => {
  test.setTimeout(90_000)
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-queue-load-'))
  weft = new WeftProcess({
    ...{ dataDir, port: await freePort() },
    environment: { WEFT_WORKERS: '0', SHED_QUEUE_SECONDS: '11' },
  })
  weft.start()
  await weft.ready()
  account = await firstRun(weft.url)
})

test.afterAll(async () => {
  await weft.stop()
  await rm(dataDir, { recursive: true, force: true })
})

test('a queue that is too old puts a program behind, tells a person the wait and an owner since when', async ({
  page,
}) => {
  test.setTimeout(120_000)
  const request = { kind: 'language', source: { type: 'text', text: 'A text that nobody reads yet.' } }
  const { id } = await call<{ id: string }>(account, 'POST', '/api/v1/tasks', { request })
  const { key } = await call<{ key: string }>(account, 'POST', '/api/v1/api-keys', {
    ...{ name: 'A program', scopes: ['read', 'write'] },
  })
  const asProgram = async (): Promise<{ behind: boolean }> => {
    const answer = await fetch(`${weft.url}/api/v1/tasks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ request }),
    })
    expect(answer.status).toBe(201)
    return (await answer.json()) as { behind: boolean }
  }
  await expect
    .poll(async () => (await asProgram()).behind, { timeout: 60_000, intervals: [3_000] })
    .toBe(true)

  const [name = '', value = ''] = account.cookie.split(/=(.*)/)
  await page.context().addCookies([{ name, value, url: weft.url }])
  await page.goto(`${weft.url}/jobs/${id}`)
  await expect(page.getByText(/Waiting for a free worker; jobs wait about \d+ s at the moment/)).toBeVisible()

  await page.goto(`${weft.url}/admin?tab=recovery`)
  const load = page.getByRole('region', { name: 'Load of the queue' })
  await expect(load).toContainText('Sheds load')
  await expect(load).toContainText('nothing is refused')
  await checkScreen(page)
  await page.goto(`${weft.url}/admin?tab=tasks`)
  await expect(load).toContainText('Sheds load')
})
