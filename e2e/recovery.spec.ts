import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@playwright/test'
import { type FakeModelServer, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { type Account, call, firstRun } from './torture/account.ts'
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
let weft: WeftProcess
let account: Account
let dataDir: string

test.beforeAll(async () => {
  test.setTimeout(90_000)
  first = await startFakeModelServer()
  second = await startFakeModelServer()
  dataDir = await mkdtemp(path.join(tmpdir(), 'weft-recovery-'))
  const providers = [
    { name: 'first', baseUrl: first.url, model: 'small' },
    { name: 'second', baseUrl: second.url, model: 'large', apiKey: 'canary-provider-key' },
  ]
  weft = new WeftProcess({
    dataDir,
    port: await freePort(),
    environment: { WEFT_PROVIDERS: JSON.stringify(providers) },
  })
  weft.start()
  await weft.ready()
  account = await firstRun(weft.url)
})

test.afterAll(async () => {
  await weft.stop()
  await first.close()
  await second.close()
  await rm(dataDir, { recursive: true, force: true })
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
  const [name = '', value = ''] = account.cookie.split(/=(.*)/)
  const context = await browser.newContext()
  await context.addCookies([{ name, value, url: weft.url }])
  const page = await context.newPage()
  await page.goto(`${weft.url}/admin?tab=recovery`)
  const row = page.getByRole('listitem').filter({ hasText: /^second/, has: page.getByRole('button') })
  await expect(row).toContainText('Resting')
  second.behave({ type: 'answer', text: SUMMARY })
  await row.getByRole('button', { name: 'Reset' }).click()
  await expect(row).toContainText('In use')
  const back = await summarise('after the reset')
  expect(back).toMatchObject({ provider: 'second', degraded: false })

  // By hand, before it fails: the next one answers at once, and it is not asked.
  await row.getByRole('button', { name: 'Give a rest ...' }).click()
  await page.getByRole('menuitem', { name: 'For 5 minutes' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Give it a rest' }).click()
  await expect(row).toContainText('Stopped by hand')
  expect(steps(await summarise('while it rests'))).toContain('second skipped')
  await context.close()
  expect(weft.logTail(100_000)).not.toContain('canary-provider-key')
})

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
