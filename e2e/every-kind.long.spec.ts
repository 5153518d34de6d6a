import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type Browser, expect, type Locator, type Page, test } from '@playwright/test'
import { TASK_KINDS, type TaskKind } from '#server/contracts/processing.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { type FakeModelServer, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { expectNoFaults } from './fixtures/check-screen.ts'
import { EVERY_KIND, type KindCase } from './fixtures/every-kind.ts'
import { type Account, call, createPage, firstRun } from './torture/account.ts'
import { freePort } from './torture/free-port.ts'
import { WeftProcess } from './torture/weft-process.ts'
import { waitUntil } from './torture/writer.ts'

// An installation of its own, whose one model provider says what the kind needs.
test.use({ storageState: { cookies: [], origins: [] } })

const FINISH_MS = 60_000
const NEED_FFMPEG: readonly TaskKind[] = ['probe-media', 'waveform', 'transcode']
const ffmpeg = await promisify(execFile)('ffmpeg', ['-version']).then(
  () => true,
  () => false,
)

let model: FakeModelServer
let weft: WeftProcess
let account: Account
let dataDir: string
let page: Page

test.beforeAll(async ({ browser }) => {
  test.setTimeout(120_000)
  model = await startFakeModelServer()
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-every-kind-'))
  const house = { name: 'house', baseUrl: model.url, model: 'small', models: { transcribe: 'ears' } }
  const environment = { WEFT_PROVIDERS: JSON.stringify([house]) }
  weft = new WeftProcess({ dataDir, port: await freePort(), environment })
  weft.start()
  await weft.ready()
  account = await firstRun(weft.url)
  page = await signedIn(browser)
})

test.afterAll(async () => {
  await page.context().close()
  await weft.stop()
  await model.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('every kind of job is walked through below, and none that is not there', () => {
  expect(Object.keys(EVERY_KIND).sort()).toEqual([...TASK_KINDS].sort())
})

for (const kind of TASK_KINDS)
  test(`${kind}: asked for in the form, seen, put into the page, accepted, its source shown; the same over REST`, async () => {
    test.setTimeout(150_000)
    const known = EVERY_KIND[kind]
    if (!ffmpeg && NEED_FFMPEG.includes(kind)) return await expectToBeToldOfFfmpeg(known)
    if (known.model) model.behave(known.model)
    const title = `A page for ${kind}`
    const documentId = await createPage(account, title)
    const { id, request } = await askInForm(known, title)

    const result = page.getByRole('region', { name: 'Result' })
    await expect(page.getByText('Finished', { exact: true })).toBeVisible({ timeout: FINISH_MS })
    await expect(seen(result, known.seen.onScreen)).toBeVisible()
    await expectNoFaults(page)

    const insert = page.getByRole('button', { name: 'Insert into page' })
    await insert.click()
    await expect(insert).toHaveCount(0)
    await page.goto(`${weft.url}/documents/${documentId}`)
    const pending = page.getByRole('region', { name: `${known.result}, not yet accepted` })
    await pending.getByRole('button', { name: 'Accept', exact: true }).click()
    await expect(pending).toHaveCount(0)
    const text = page.getByRole('textbox', { name: 'Text of the page' })
    await expect(seen(text, known.seen.inPage)).toBeVisible()

    await page.locator('[data-saved="saved"]').waitFor()
    const card = page.getByRole('dialog', { name: 'Where this text came from' })
    // What scrolls closes the card, and a pointer that rests has not come over the words: it comes again, as a person's does.
    await expect(async () => {
      await page.mouse.move(0, 0)
      await text.locator('[data-provenance], img[data-task]').first().hover()
      await expect(card).toBeVisible({ timeout: 2_000 })
    }).toPass({ timeout: 20_000 })
    await expect(card).toContainText(known.model ? 'by house' : 'by the built-in engine')
    await expect(card).toContainText('accepted by Torture')

    // The form asked for what a program asks for: the very same question has its answer already.
    const file = 'attachmentId' in request ? { attachmentId: request.attachmentId } : undefined
    const source = file ?? { source: { type: 'text', text: known.text } }
    const again = await askOverRest({ kind, ...source, ...known.options }, documentId)
    const first = await call<TaskView>(account, 'GET', `/api/v1/tasks/${id}`)
    expect(again.answer?.cache).toBe('hit')
    expect(again.answer?.result).toEqual(first.answer?.result)
  })

/** Fills in the form as a person does; the job that came of it, and the request that the form sent. */
async function askInForm(known: KindCase, title: string): Promise<{ id: string; request: object }> {
  await page.goto(`${weft.url}/jobs/new`)
  await page.getByRole('radio', { name: known.job, exact: true }).click()
  if (known.text !== undefined)
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill(known.text)
  await page.getByLabel(known.file ? 'Page that holds the file' : 'Page for the result (optional)').click()
  await page.getByRole('option', { name: title, exact: true }).click()
  if (known.file) {
    const file = await known.file()
    await page.locator('input[type=file]').setInputFiles(file)
    await expect(page.getByText(file.name)).toBeVisible()
  }
  await known.set?.(page)
  const sent = page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/api/v1/tasks'))
  await page.getByRole('button', { name: 'Start the job' }).click()
  const { request }: { request: object } = (await sent).postDataJSON()
  await expect(page).toHaveURL(/\/jobs\/[0-9a-f-]{36}$/)
  return { id: page.url().slice(-36), request }
}

async function askOverRest(request: object, documentId: string): Promise<TaskView> {
  const { id } = await call<TaskView>(account, 'POST', '/api/v1/tasks', { request, documentId })
  let task: TaskView | undefined
  await waitUntil(
    async () => {
      task = await call<TaskView>(account, 'GET', `/api/v1/tasks/${id}`)
      return task.status === 'COMPLETED' || task.status === 'FAILED'
    },
    FINISH_MS,
    'the job over REST',
  )
  if (task?.status !== 'COMPLETED') throw new Error(`it failed: ${task?.error?.message}`)
  return task
}

/** Where ffmpeg is missing the form says so, and how to get it, before a file is chosen; it cannot be sent. */
async function expectToBeToldOfFfmpeg({ job }: KindCase): Promise<void> {
  await page.goto(`${weft.url}/jobs/new`)
  await page.getByRole('radio', { name: job, exact: true }).click()
  await expect(page.getByRole('region', { name: 'Needs ffmpeg' })).toContainText('apt-get install ffmpeg')
  await expect(page.getByRole('button', { name: 'Start the job' })).toBeDisabled()
}

function seen(where: Locator, what: string | { picture: string }): Locator {
  return typeof what === 'string'
    ? where.getByText(what).first()
    : where.getByRole('img', { name: what.picture }).first()
}

async function signedIn(browser: Browser): Promise<Page> {
  const [name = '', value = ''] = account.cookie.split(/=(.*)/)
  const context = await browser.newContext()
  await context.addCookies([{ name, value, url: weft.url }])
  return await context.newPage()
}
