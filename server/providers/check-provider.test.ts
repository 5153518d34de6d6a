import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { CheckProvider, type CheckResult, CreateProvider } from '#server/contracts/providers.ts'
import { readWavFormat } from '#server/processing/sound/wav-format.ts'
import { createPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { changeProvider } from './change-provider.ts'
import { checkProvider } from './check-provider.ts'
import { createProvider } from './create-provider.ts'
import { listProviders } from './list-providers.ts'

const KEY = 'sk-canary-0123456789abcdef'
const model = await startFakeModelServer()
const other = await startFakeModelServer()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([{ name: 'house', baseUrl: `${other.url}/`, model: 'large' }]),
  WEFT_MODEL_HOSTS: new URL(model.url).host,
})
const owner = await createPerson(ctx)
const stranger = await createPerson(ctx)
afterAll(async () => {
  await model.close()
  await other.close()
})
const YES: Behaviour = { type: 'answer', text: 'yes' }
const OBJECT: Behaviour = { type: 'plain', text: '{"ok": true}' }
beforeEach(async () => {
  await ctx.db.prisma.modelProvider.deleteMany()
  await ctx.db.prisma.providerCheck.deleteMany()
  for (const server of [model, other]) {
    server.offer(['small', 'large'])
    server.behave(YES, OBJECT)
  }
})

const check = (input: object, actor = owner.actor): Promise<CheckResult> =>
  checkProvider(ctx, actor, CheckProvider.parse(input))
const draft = (changes: object = {}) => check({ baseUrl: model.url, model: 'small', apiKey: KEY, ...changes })
const add = (changes: object = {}) => {
  const input = { name: 'mine', baseUrl: model.url, model: 'small', apiKey: KEY, ...changes }
  return createProvider(ctx, owner.actor, CreateProvider.parse(input))
}
const told = ({ findings }: CheckResult) =>
  Object.fromEntries(findings.map(({ step, outcome, words }) => [step, `${outcome}: ${words}`]))

test('a server that can everything is told so, step by step, with the time of its first word', async () => {
  const result = await draft()
  expect(told(result)).toEqual({
    reachable: 'ok: It can be reached.',
    authorised: 'ok: It accepts the key.',
    model: 'ok: The model answers.',
    streams: 'ok: It streams: words are seen as they come.',
    json: 'ok: It keeps to JSON when told to.',
    context: 'unknown: It does not tell how long a text may be; a refusal will.',
  })
  expect(result).toMatchObject({ works: true, offered: ['small', 'large'] })
  expect(result.firstWordMs).toBeGreaterThanOrEqual(0)
  expect(model.received.map(({ authorization, body }) => [authorization, body.model, body.stream])).toEqual([
    [`Bearer ${KEY}`, 'small', true],
    [`Bearer ${KEY}`, 'small', false],
  ])
})

test.each([
  ['http://127.0.0.1:1/v1', /not allowed.*WEFT_MODEL_HOSTS=/],
  ['http://169.254.169.254/latest', /not allowed/],
  ['http://[::ffff:127.0.0.1]:1/v1', /not allowed/],
])('%s is not asked, and why is the only finding', async (baseUrl, words) => {
  const result = await draft({ baseUrl })
  expect(result).toMatchObject({ works: false, firstWordMs: null, offered: [] })
  expect(result.findings[0]).toMatchObject({ step: 'reachable', outcome: 'failed' })
  expect(result.findings[0]?.words).toMatch(words)
  expect(result.findings.slice(1).every(({ outcome }) => outcome === 'unknown')).toBe(true)
})

test.each<[string, Behaviour, string | null, RegExp]>([
  ['a refused key', { type: 'status', status: 401 }, KEY, /refuses the key \(401\)/],
  ['a missing key', { type: 'status', status: 403 }, null, /wants a key \(403\)/],
])('%s ends the check before a question is asked', async (_, list, apiKey, words) => {
  model.offer(list)
  const result = await draft({ apiKey })
  expect(told(result).authorised).toMatch(words)
  expect(model.received).toHaveLength(0)
  expect(JSON.stringify(result)).not.toContain('canary')
})

test('a model that is not there is told with some that are', async () => {
  model.offer(['a', 'b', 'c', 'd', 'e', 'f'])
  model.behave({ type: 'status', status: 404 })
  expect(told(await draft({ model: 'gone' })).model).toBe(
    'failed: It names no model gone. It has a, b, c, d, e, ....',
  )
})

test('a name without its mark stands for the newest, as Ollama means it', async () => {
  model.offer(['small:latest'])
  expect(told(await draft()).model).toBe('ok: The model answers.')
})

test.each<[string, Behaviour, RegExp]>([
  ['what is spent', { type: 'status', status: 429 }, /overloaded.*429/],
  ['its own fault', { type: 'status', status: 500 }, /failed \(500\)/],
  ['a model for something else', { type: 'status', status: 405 }, /refuses the question \(405\)/],
  ['a key that may not', { type: 'status', status: 403 }, /may not ask this model \(403\)/],
])('%s is told in a sentence', async (_, behaviour, words) => {
  model.behave(behaviour)
  const result = await draft()
  expect(result.works).toBe(false)
  expect(JSON.stringify(result.findings)).toMatch(words)
})

test('an address without the right end is told as such', async () => {
  model.offer({ type: 'status', status: 404 })
  model.behave({ type: 'status', status: 404 })
  expect(told(await draft()).model).toBe(
    'failed: Nothing is at this address (404). Most addresses end in /v1.',
  )
})

test('without a list of models a question decides', async () => {
  model.offer({ type: 'status', status: 404 })
  expect(told(await draft())).toMatchObject({
    authorised: 'ok: It accepts questions.',
    model: 'ok: The model answers.',
  })
  model.offer({ type: 'plain', text: '<html>' })
  model.behave(YES, OBJECT)
  expect(await draft()).toMatchObject({ works: true, offered: [] })
})

test('a server that does not stream, and one that refuses to, work all the same', async () => {
  model.behave({ type: 'plain', text: 'yes' }, OBJECT)
  expect(await draft()).toMatchObject({ works: true })
  model.behave({ type: 'status', status: 400 }, { type: 'plain', text: 'yes' }, OBJECT)
  const result = await draft()
  expect(result.works).toBe(true)
  expect(told(result).streams).toMatch(/^failed: It answers in one piece/)
})

test('words instead of JSON, or a refusal of the form, are told and no fault', async () => {
  model.behave(YES, { type: 'plain', text: 'Sure! ok is true' })
  expect(told(await draft()).json).toMatch(/^failed: It does not keep to JSON/)
  model.behave(YES, { type: 'status', status: 400 })
  const result = await draft()
  expect(told(result).json).toMatch(/^failed: It cannot be told.*400/)
  expect(result.works).toBe(true)
})

test('a redirect is not followed with the key, and an answer without a word is no working model', async () => {
  model.offer({ type: 'status', status: 302, headers: { location: other.url } })
  expect(told(await draft()).reachable).toMatch(/^failed: It answers with another address/)
  model.offer(['small'])
  model.behave({ type: 'empty' })
  expect(await draft()).toMatchObject({ works: false })
  expect(other.received).toHaveLength(0)
})

test('what is found of a saved provider is kept, those of the environment too, until it is changed', async () => {
  const { id } = await add({ models: { translate: 'large', explain: 'gone' } })
  const result = await check({ provider: 'mine' })
  expect(told(result).model).toBe('ok: The model answers, though it is not in its list.')
  const house = await check({ provider: 'house' })
  const kept = async () => (await listProviders(ctx, owner.actor)).providers.map(({ check: one }) => one)
  expect(await kept()).toEqual([house, result])
  await changeProvider(ctx, owner.actor, id ?? '', { models: {} })
  expect(await kept()).toEqual([house, null])
  await expect(check({ provider: 'mine' }, stranger.actor)).rejects.toMatchObject({ code: 'not-found' })
  await expect(check({ provider: 'gone' })).rejects.toMatchObject({ code: 'not-found' })
})

describe('a model for recordings', () => {
  const heard = (result: CheckResult) => result.findings.find(({ step }) => step === 'transcribes')
  const TIMED: Behaviour = { type: 'json', value: { text: '', duration: 1, segments: [] } }

  test('is tried with a second of sound, beside the model for questions and with the key', async () => {
    model.hear(() => TIMED)
    const result = await draft({ transcribe: 'whisper' })
    expect(heard(result)).toMatchObject({ outcome: 'ok', words: expect.stringContaining('with whisper') })
    const [recording] = model.recordings
    expect(recording?.authorization).toBe(`Bearer ${KEY}`)
    expect(recording?.fields).toMatchObject({ model: 'whisper', response_format: 'verbose_json' })
    expect(readWavFormat(recording?.file.bytes ?? Buffer.alloc(0))).toMatchObject({
      ...{ channels: 1, rate: 16_000, bits: 16, dataBytes: 32_000 },
    })
  })

  test('of a saved provider is tried too, and one without is asked nothing', async () => {
    await add({ models: { transcribe: 'whisper' } })
    model.hear(() => TIMED)
    expect(heard(await check({ provider: 'mine' }))?.outcome).toBe('ok')
    expect(heard(await check({ provider: 'house' }))).toBeUndefined()
    expect(other.recordings).toEqual([])
  })

  test('that knows no times is asked without, and told so', async () => {
    model.hear(({ fields }) =>
      fields.response_format === 'json'
        ? { type: 'json', value: { text: 'Beep.' } }
        : { type: 'status', status: 400 },
    )
    expect(heard(await draft({ transcribe: 'whisper' }))?.words).toMatch(/without the times/)
  })

  test.each<[string, Behaviour, RegExp]>([
    ['is not there', { type: 'status', status: 404 }, /no model whisper for recordings/],
    [
      'is one for something else',
      { type: 'status', status: 422 },
      /look whether whisper is a model for them/,
    ],
    ['fails', { type: 'status', status: 500 }, /failed at a recording \(500\)/],
    ['answers a page for people', { type: 'plain', text: '<html>' }, /is no transcript/],
  ])('that %s is told, and questions are answered all the same', async (_, behaviour, words) => {
    model.hear(() => behaviour)
    const result = await draft({ transcribe: 'whisper' })
    expect(heard(result)).toMatchObject({ outcome: 'failed', words: expect.stringMatching(words) })
    expect(JSON.stringify(result)).not.toContain('canary')
  })
})

test('a form takes the kept key for its own server only, and only in its own workspace', async () => {
  const { id } = await add()
  await check({ baseUrl: model.url, model: 'small', keyOf: id })
  expect(model.received[0]?.authorization).toBe(`Bearer ${KEY}`)
  const open = await createTestContext({ WEFT_MODEL_HOSTS: new URL(other.url).host })
  const elsewhere = { ...ctx, egress: open.egress }
  const input = CheckProvider.parse({ baseUrl: other.url, model: 'small', keyOf: id })
  await checkProvider(elsewhere, owner.actor, input)
  expect(other.received.map(({ authorization }) => authorization)).toEqual([undefined, undefined])
  await expect(
    check({ baseUrl: model.url, model: 'small', keyOf: id }, stranger.actor),
  ).rejects.toMatchObject({ code: 'not-found' })
})
