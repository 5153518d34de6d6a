import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type Browser, expect, type Page, test } from '@playwright/test'
import { type FakeModelServer, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { chapterSummary, LONG_TEXT } from '#server/testing/long-text.ts'
import { SpokenPieces } from '#server/testing/spoken-pieces.ts'
import { checkScreen, checkThemes, expectNoFaults } from './fixtures/check-screen.ts'
import { TRANSCRIPT } from './fixtures/every-kind.ts'
import { talk } from './fixtures/job-files.ts'
import { type Account, call, firstRun, joinByInvitation } from './torture/account.ts'
import { freePort } from './torture/free-port.ts'
import { WeftProcess } from './torture/weft-process.ts'
import { waitUntil } from './torture/writer.ts'

// An installation of its own, with two model providers that do what the test says.
test.use({ storageState: { cookies: [], origins: [] } })

const TEXT =
  'The guild counted eleven looms on Monday. Each loom carries linen thread from the northern mill. ' +
  'The mill grows its own flax. The guild decided to repair two looms before winter and to buy forty spools.'
const SUMMARY = 'The guild counted eleven looms on Monday and decided to repair two looms before winter.'

type Answer = {
  provider: string
  cache: string
  degraded: boolean
  path: { step: string; provider: string; outcome: string }[]
}

let first: FakeModelServer
let second: FakeModelServer
let own: FakeModelServer
let weft: WeftProcess
let account: Account
let dataDir: string

test.beforeAll(async () => {
  test.setTimeout(90_000)
  first = await startFakeModelServer()
  second = await startFakeModelServer()
  own = await startFakeModelServer()
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-recovery-'))
  const providers = [
    {
      ...{ name: 'first', baseUrl: first.url, model: 'small' },
      partCharacters: 1_000,
      models: { transcribe: 'ears' },
    },
    { name: 'second', baseUrl: second.url, model: 'large', apiKey: 'canary-provider-key' },
  ]
  weft = new WeftProcess({
    dataDir,
    port: await freePort(),
    environment: {
      WEFT_PROVIDERS: JSON.stringify(providers),
      WEFT_MODEL_HOSTS: new URL(own.url).host,
    },
  })
  weft.start()
  await weft.ready()
  account = await firstRun(weft.url)
})

test.afterAll(async () => {
  await weft.stop()
  await first.close()
  await second.close()
  await own.close()
  await rm(dataDir, { recursive: true, force: true })
})

test('a part that nobody answers is named beside the result and in the page, and is tried again by itself', async ({
  browser,
}) => {
  test.setTimeout(90_000)
  const failing = (words: string): boolean => words.includes('council of Kelp Island decided on Tuesday')
  first.respond((words) =>
    failing(words) ? { type: 'status', status: 500 } : { type: 'answer', text: chapterSummary(words) },
  )
  second.behave({ type: 'status', status: 500 })
  const { id: documentId } = await call<{ id: string }>(account, 'POST', '/api/v1/documents', {
    title: 'The coast',
  })
  const request = { kind: 'summarise', source: { type: 'text', text: LONG_TEXT }, words: 60 }
  const { id } = await call<{ id: string }>(account, 'POST', '/api/v1/tasks', { request, documentId })

  const page = await signedIn(browser)
  await page.goto(`${weft.url}/jobs/${id}`)
  const gap = page.getByRole('region', { name: 'Missing parts' })
  await expect(gap).toContainText('4 of 5 parts', { timeout: 30_000 })
  await expect(gap).toContainText('“The council of Kelp Island decided on Tuesday')
  await expect(page.getByText('Partial', { exact: true })).toBeVisible()
  await checkScreen(page)

  await page.goto(`${weft.url}/admin?tab=dead-letters`)
  const letter = page.getByRole('row').filter({ hasText: 'Only 4 of 5 parts were processed' })
  await expect(letter.getByRole('button', { name: 'Try the missing parts' })).toBeVisible()

  await page.goto(`${weft.url}/jobs/${id}`)
  await page.getByRole('button', { name: 'Insert into page' }).click()
  await page.getByRole('link', { name: 'The coast' }).first().click()
  const result = page.getByRole('region', { name: /not yet accepted/ })
  await expect(result).toContainText('This covers 4 of 5 parts of the text. Missing: part 3')
  // Each part has its own two buttons, level with where it begins.
  const part = result.getByRole('blockquote')
  const controls = result.getByRole('group', { name: /^Result, part 1 of \d+$/ })
  await part.hover()
  await expect(controls.getByRole('button')).toHaveCount(2)
  await expectNoFaults(page)
  const [top = 0, level = 99] = [(await part.boundingBox())?.y, (await controls.boundingBox())?.y]
  expect(Math.abs(top - level)).toBeLessThan(8)
  await result.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(result).toHaveCount(0)
  await expect(page.getByRole('blockquote')).toContainText('This covers 4 of 5 parts of the text.')

  first.respond((words) => ({ type: 'answer', text: chapterSummary(words) }))
  await page.goto(`${weft.url}/jobs/${id}`)
  await page.getByRole('button', { name: 'Try the missing parts' }).click()
  await expect(page).not.toHaveURL(new RegExp(id))
  await expect(page.getByText('Finished', { exact: true })).toBeVisible({ timeout: 30_000 })
  await expect(gap).toHaveCount(0)
  const asked = first.received.map(({ body }) => JSON.stringify(body))
  expect(asked.filter((words) => words.includes('decided on Tuesday that'))).toHaveLength(1)
  expect(asked.filter(failing)).toHaveLength(1)
  await page.context().close()
})

test('two people see a job write into their page, a reload does not lose it, and one of them stops it', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  const spoken = new SpokenPieces()
  first.behave({ type: 'stream', pieces: spoken })
  const { id: documentId } = await call<{ id: string }>(account, 'POST', '/api/v1/documents', {
    title: 'Minutes',
  })
  const ben = await joinByInvitation(account, 'ben')
  const pages = await Promise.all([signedIn(browser), signedIn(browser, ben)])
  const [page, bens] = pages
  for (const one of pages) {
    await one.goto(`${weft.url}/documents/${documentId}`)
    await expect(one.getByRole('textbox', { name: 'Text of the page' })).toBeVisible()
  }
  const request = { kind: 'improve', source: { type: 'text', text: 'The guild have eleven loom.' } }
  const asked = { request, documentId, insert: true, fresh: true }
  await call(account, 'POST', '/api/v1/tasks', asked)
  const writing = (one: Page) => one.getByRole('region', { name: 'Improved text, being written' })
  spoken.say('The guild ', 'has eleven ')
  for (const one of pages)
    await expect(writing(one)).toContainText('The guild has eleven', { timeout: 30_000 })
  const name = 'Improve writing for '
  const caret = (one: Page) => writing(one).locator('.presence-caret-job')
  const present = (one: Page) =>
    one.getByRole('button', { name: new RegExp(`^Who is here: .*, ${name}.*, a job$`) })
  for (const one of pages) {
    await expect(present(one)).toBeVisible()
    await expect(caret(one)).toContainText(name)
    // Behind the last word, in the line of it.
    await expect(writing(one).locator('p', { has: one.locator('.presence-caret-job') })).toHaveText(
      /The guild has eleven\s*Improve writing for /,
    )
  }
  await checkThemes(page)

  await bens.getByRole('textbox', { name: 'Text of the page' }).press('Control+Home')
  await bens.keyboard.type('Ben writes above. ')
  await page.reload()
  spoken.say('looms, ', 'and ')
  for (const one of pages) {
    await expect(writing(one)).toContainText('The guild has eleven looms, and')
    await expect(caret(one)).toContainText(name)
  }
  await expect(page.getByText('Ben writes above.')).toBeVisible()

  await writing(bens).getByRole('button', { name: 'Stop' }).click()
  const left = (one: Page) => one.getByRole('region', { name: 'Improved text, not yet accepted' })
  // What ended before the word to stop arrived would rightly be whole.
  for (const one of pages) await expect(left(one)).toContainText('Stopped before its end')
  spoken.say('more that nobody sees.')
  spoken.end()
  for (const one of pages) {
    await expect(left(one)).toContainText('The guild has eleven looms, and')
    await expect(left(one)).not.toContainText('nobody sees')
    await expect(one.locator('.presence-caret-job')).toHaveCount(0)
    await expect(present(one)).toHaveCount(0)
  }
  first.behave({ type: 'answer', text: 'The guild has eleven looms.' })
  await page.getByRole('button', { name: 'Try again' }).click()
  for (const one of pages) {
    await expect(one.getByText('Stopped before its end')).toHaveCount(0, { timeout: 30_000 })
    await expect(one.getByText('The guild has eleven looms')).toHaveText('The guild has eleven looms.')
  }
  await bens.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(page.locator('[data-provenance]')).toHaveText('The guild has eleven looms.')
  for (const one of pages) await one.context().close()
})

test('a recording is written down, played from a moment, and had as subtitles', async ({ browser }) => {
  first.behave(TRANSCRIPT)
  await call(account, 'POST', '/api/v1/documents', { title: 'Talks' })
  const page = await signedIn(browser)
  await page.goto(`${weft.url}/jobs/new?kind=transcribe`)
  await page.getByLabel('Page that holds the file').click()
  await page.getByRole('option', { name: 'Talks', exact: true }).click()
  await page.locator('input[type=file]').setInputFiles(talk())
  await expect(page.getByText('talk.wav')).toBeVisible()
  await page.getByRole('textbox', { name: /^Names and words in it/ }).fill('Ada')
  await page.getByRole('button', { name: 'Start the job' }).click()
  const result = page.getByRole('region', { name: 'Result' })
  await expect(result).toContainText('Ada reads the minutes.', { timeout: 30_000 })
  expect(first.recordings[0]?.fields).toMatchObject({ model: 'ears', prompt: 'Ada' })
  await checkScreen(page)

  await result.getByRole('button', { name: 'Play from 00:00:11' }).click()
  const at = () => result.locator('audio').evaluate((audio: HTMLAudioElement) => audio.currentTime)
  await expect.poll(at).toBeGreaterThanOrEqual(11)
  const download = page.waitForEvent('download')
  await result.getByRole('button', { name: 'Download as SRT' }).click()
  const saved = await download
  expect(saved.suggestedFilename()).toBe('talk.srt')
  expect(await readFile(await saved.path(), 'utf8')).toContain('00:00:11,000 --> 00:00:20,000')
  await page.context().close()
})

test('selected words are rewritten in their place, and whoever looks learns by whom', async ({ browser }) => {
  first.behave({
    ...{
      type: 'answer',
      text: 'The ferry to Varnholt departs at nine every morning and returns in the evening.',
    },
  })
  const { id } = await call<{ id: string }>(account, 'POST', '/api/v1/documents', { title: 'Harbour news' })
  const page = await signedIn(browser)
  await page.goto(`${weft.url}/documents/${id}`)
  const body = page.getByRole('textbox', { name: 'Text of the page' })
  await body.click()
  const wrong = 'The ferry to Varnholt it leave at nine every morning and come back in the evening.'
  await page.keyboard.type(`News. ${wrong}`)
  await page.keyboard.press('Enter')
  await page.keyboard.type('Nobody complained.')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('End')
  for (let letter = 0; letter < wrong.length; letter++) await page.keyboard.press('Shift+ArrowLeft')
  await expect(page.getByRole('button', { name: 'Ask a job' })).toBeVisible()
  await page.keyboard.press('Control+j')
  const search = page.getByRole('combobox', { name: 'What to do with the selection' })
  await expect(search).toBeFocused()
  await checkScreen(page)
  await search.fill('improve')
  await page.keyboard.press('Enter')
  const result = page.getByRole('region', { name: 'Improved text, not yet accepted' })
  await expect(result.getByRole('button', { name: 'Insert below' })).toBeVisible({ timeout: 30_000 })
  await expectNoFaults(page)
  await result.getByRole('button', { name: 'Accept', exact: true }).click()
  await expect(body.getByText('News. The ferry to Varnholt departs at nine')).toBeVisible()
  await expect(body).not.toContainText('it leave')
  await expect(body.locator('p').last()).toHaveText('Nobody complained.')

  await page.locator('[data-saved="saved"]').waitFor()
  await body.locator('[data-provenance]').hover()
  const card = page.getByRole('dialog', { name: 'Where this text came from' })
  await expect(card).toContainText('by first (small)')
  await expect(card).toContainText('Word for word as the job wrote it.')
  await expect(card).toContainText('accepted by Torture')
  await page.getByRole('button', { name: /^Jobs of this page/ }).click()
  await expect(page.getByRole('region', { name: 'Written by jobs' })).toContainText('82 % of 17 words')
  await expectNoFaults(page)
  await page.context().close()
})

test('the second provider answers for the first, the built-in engine for both, and admin closes the breaker', async ({
  browser,
}) => {
  test.setTimeout(120_000)
  first.behave({ type: 'status', status: 500 })
  second.behave({ type: 'answer', text: SUMMARY })
  const rescued = await summarise('plain')
  expect(steps(rescued)).toEqual(['cache miss', 'first failed', 'second answered'])
  expect(rescued).toMatchObject({ provider: 'second', cache: 'miss', degraded: false })

  // Polite words and another form change nothing; a negation does.
  await summarise('keep the numbers in it')
  expect((await summarise('Please, could you keep the numbers in it?')).cache).toBe('hit')
  expect((await summarise('do not keep the numbers in it')).cache).toBe('miss')

  second.behave({ type: 'status', status: 503 })
  const degraded = await summarise('something that nobody asked before')
  expect(degraded).toMatchObject({ degraded: true, provider: 'built-in' })
  expect(degraded.path.at(-1)).toMatchObject({ step: 'degraded', outcome: 'answered' })

  for (let ask = 0; ask < 6; ask++) await summarise(`again and again ${ask}`)
  const page = await signedIn(browser)
  await page.goto(`${weft.url}/admin?tab=recovery`)
  const row = page.getByRole('listitem').filter({ hasText: /^second/, has: page.getByRole('button') })
  await expect(row).toContainText('Resting')
  second.behave({ type: 'answer', text: SUMMARY })
  await row.getByRole('button', { name: 'Reset' }).click()
  await expect(row).toContainText('In use')
  const back = await summarise('after the reset')
  expect(back).toMatchObject({ provider: 'second', degraded: false })

  // What failed is looked at one by one, and its provider asked again, past its breaker and outside of the job.
  first.behave({ type: 'answer', text: SUMMARY })
  await page.getByRole('button', { name: 'first overloaded' }).click()
  await page.getByRole('list', { name: 'The newest of them' }).getByRole('button').last().click()
  const failure = page.getByRole('dialog', { name: 'Summarise: what failed' })
  await failure.getByRole('button', { name: 'Ask again' }).click()
  const both = failure.getByRole('table', { name: 'What came of it then and now' })
  await expect(both.getByRole('row', { name: /^Outcome/ })).toHaveText('Outcomeoverloadedanswered')
  await checkThemes(page)
  await page.keyboard.press('Escape')
  await expect(failure).toHaveCount(0)

  // By hand, before it fails: the next one answers at once, and it is not asked. The first may be out of its rest by now.
  first.behave({ type: 'status', status: 500 })
  await row.getByRole('button', { name: 'Give a rest ...' }).click()
  await page.getByRole('menuitem', { name: 'For 5 minutes' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Give it a rest' }).click()
  await expect(row).toContainText('Stopped by hand')
  expect(steps(await summarise('while it rests'))).toContain('second skipped')
  await page.context().close()
  expect(weft.logTail(100_000)).not.toContain('canary-provider-key')
})

test('an owner adds a model, tested first, that jobs ask from then on; an address that nobody allowed is refused', async ({
  browser,
}) => {
  test.setTimeout(90_000)
  own.offer(['tiny', 'larger'])
  own.respond((words) =>
    words.includes('JSON object')
      ? { type: 'plain', text: '{"ok": true}' }
      : { type: 'answer', text: SUMMARY },
  )
  first.behave({ type: 'answer', text: SUMMARY })
  // What the tests before made it fail at must not decide whether it is asked.
  await call(account, 'POST', '/api/v1/admin/breakers/first/reset')
  const page = await signedIn(browser)
  await page.goto(`${weft.url}/admin?tab=providers`)
  const chain = page.getByRole('list', { name: /^Providers in the order/ })
  await expect(chain.getByRole('heading')).toHaveText([/^first.*WEFT_PROVIDERS/, /^second.*WEFT_PROVIDERS/])

  await page.getByRole('button', { name: 'Add a provider' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add a provider' })
  await dialog.getByLabel('Name').fill('own')
  await dialog.getByLabel('Model', { exact: true }).fill('tiny')
  await dialog.getByLabel('Address').fill('http://127.0.0.1:1/v1')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog.getByText(/not allowed.*WEFT_MODEL_HOSTS=/).first()).toBeVisible()

  await dialog.getByLabel('Address').fill(own.url)
  await dialog.getByLabel('API key').fill('canary-own-key-0123456789')
  await dialog.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(dialog.getByText('It works.')).toBeVisible()
  await checkScreen(page)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(dialog).toHaveCount(0)
  const row = chain.getByRole('listitem').filter({ has: page.getByRole('heading', { name: /^own/ }) })
  await expect(row).toContainText('can…6789')

  // Past those of the environment, which are one block.
  await row.getByRole('button', { name: 'More for own' }).click()
  await page.getByRole('menuitem', { name: 'Ask earlier' }).click()
  await expect(chain.getByRole('heading').first()).toHaveText(/^own/)
  const answered = await summarise('with the model that was added')
  expect(answered).toMatchObject({ provider: 'own', degraded: false })
  expect(own.received.at(-1)?.authorization).toBe('Bearer canary-own-key-0123456789')

  await row.getByRole('button', { name: 'More for own' }).click()
  await page.getByRole('menuitem', { name: 'Switch off' }).click()
  await expect(row).toContainText('Switched off')
  expect(await summarise('without it')).toMatchObject({ provider: 'first' })
  await checkScreen(page)
  const shown = JSON.stringify(await call(account, 'GET', '/api/v1/admin/providers'))
  for (const told of [shown, await page.content(), weft.logTail(100_000)])
    expect(told).not.toContain('canary-own')
  await page.context().close()
})

/** A browser of its own, in which the owner, or somebody else, is signed in to this installation. */
async function signedIn(browser: Browser, who: Account = account): Promise<Page> {
  const [name = '', value = ''] = who.cookie.split(/=(.*)/)
  const context = await browser.newContext()
  await context.addCookies([{ name, value, url: weft.url }])
  return await context.newPage()
}

function steps(answer: Answer): string[] {
  return answer.path.map(({ provider, outcome }) => `${provider} ${outcome}`)
}

/** A whole job over the API: asked, waited for, answered. */
async function summarise(instruction: string): Promise<Answer> {
  const request = { kind: 'summarise', source: { type: 'text', text: TEXT }, words: 40, instruction }
  const { id } = await call<{ id: string }>(account, 'POST', '/api/v1/tasks', { request })
  let answer: Answer | null = null
  await waitUntil(
    async () => {
      const task = await call<{ status: string; answer: Answer | null }>(
        account,
        'GET',
        `/api/v1/tasks/${id}`,
      )
      answer = task.answer
      return task.status === 'COMPLETED'
    },
    60_000,
    `the summary “${instruction}”`,
  )
  if (!answer) throw new Error('a completed task has an answer')
  return answer
}
