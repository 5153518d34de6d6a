import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { CreateProvider } from '#server/contracts/providers.ts'
import { closeContext, createContext } from '#server/platform/context.ts'
import { newId } from '#server/platform/ids.ts'
import { changeProvider } from '#server/providers/change-provider.ts'
import { createProvider } from '#server/providers/create-provider.ts'
import { orderProviders } from '#server/providers/order-providers.ts'
import { removeProvider } from '#server/providers/remove-provider.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { requireEngine } from './needs-model.ts'
import { createProcessor } from './process-task.ts'

const KEY = 'sk-canary-0123456789abcdef'
const house = await startFakeModelServer()
const mine = await startFakeModelServer()
const WEFT_MODEL_HOSTS = new URL(mine.url).host
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([{ name: 'house', baseUrl: house.url, model: 'large' }]),
  WEFT_MODEL_HOSTS,
})
// Another process of the installation: changes made here must count there with the next job.
const worker = createContext(ctx.config, 'worker')
const owner = await createPerson(ctx)
const processor = createProcessor(worker)
afterAll(async () => {
  await processor.close()
  await closeContext(worker)
  await house.close()
  await mine.close()
})
beforeEach(async () => {
  house.behave({ type: 'answer', text: NEWS_SUMMARY })
  mine.behave({ type: 'answer', text: NEWS_SUMMARY })
  await ctx.db.prisma.modelProvider.deleteMany()
})

const SUMMARY: ProcessRequest = { kind: 'summarise', source: { type: 'text', text: NEWS }, words: 60 }

async function run(request: ProcessRequest = SUMMARY, workspace = owner) {
  const { workspaceId, userId } = workspace
  const answer = await processor.run(
    { request, insert: false, fresh: true },
    {
      ...{ id: newId(), attempt: 1, workspaceId, userId, documentId: null, requestId: null },
      ...{ signal: new AbortController().signal, timeoutMs: 20_000, report: () => {} },
    },
  )
  const asked = answer.path.filter(({ step }) => step !== 'cache')
  return { ...answer, tried: asked.map(({ provider, outcome }) => `${provider} ${outcome}`) }
}
async function add(changes: object = {}): Promise<string> {
  const input = { name: 'mine', baseUrl: mine.url, model: 'small', apiKey: KEY, ...changes }
  return (await createProvider(ctx, owner.actor, CreateProvider.parse(input))).id ?? ''
}

test('what an owner enters is asked in its turn by the next job of every process, with its key', async () => {
  expect((await run()).tried).toEqual(['house answered'])
  const id = await add()
  expect((await run()).tried).toEqual(['house answered'])
  expect(mine.received).toHaveLength(0)
  await orderProviders(ctx, owner.actor, { order: [id, 'environment'] })
  expect(await run()).toMatchObject({ tried: ['mine answered'], provider: 'mine', model: 'small' })
  expect(mine.received).toMatchObject([{ authorization: `Bearer ${KEY}`, body: { model: 'small' } }])
  await changeProvider(ctx, owner.actor, id, { apiKey: 'another-key-0123456789', model: 'newer' })
  expect(await run()).toMatchObject({ provider: 'mine', model: 'newer' })
  expect(mine.received[1]).toMatchObject({ authorization: 'Bearer another-key-0123456789' })
  await removeProvider(ctx, owner.actor, id)
  expect((await run()).tried).toEqual(['house answered'])
})

test('each kind has its model, and a kind that is left out is not asked for', async () => {
  const id = await add({ models: { summarise: 'summariser', keywords: null } })
  await orderProviders(ctx, owner.actor, { order: [id, 'environment'] })
  expect(await run()).toMatchObject({ provider: 'mine', model: 'summariser' })
  house.behave({ type: 'answer', text: '["harbour"]' })
  const keywords: ProcessRequest = { kind: 'keywords', source: { type: 'text', text: NEWS }, count: 3 }
  expect((await run(keywords)).tried[0]).toMatch(/^house/)
  expect(mine.received).toHaveLength(1)
})

test('they are asked for their own workspace only', async () => {
  const id = await add()
  await orderProviders(ctx, owner.actor, { order: [id, 'environment'] })
  const stranger = await createPerson(ctx)
  expect((await run(SUMMARY, stranger)).tried).toEqual(['house answered'])
  const bare = { ...ctx, config: { ...ctx.config, providers: [] } }
  await requireEngine(bare, { workspaceId: owner.workspaceId, kind: 'translate' })
  await expect(
    requireEngine(bare, { workspaceId: stranger.workspaceId, kind: 'translate' }),
  ).rejects.toMatchObject({ code: 'cannot-process' })
  await changeProvider(ctx, owner.actor, id, { models: { translate: null } })
  await expect(
    requireEngine(bare, { workspaceId: owner.workspaceId, kind: 'translate' }),
  ).rejects.toMatchObject({ code: 'cannot-process' })
})

test.each([
  ['an own machine beside the listed one', () => house.url],
  ['the metadata of a cloud', () => 'http://169.254.169.254/v1'],
  ['an IPv4 address inside IPv6', () => mine.url.replace('127.0.0.1', '[::ffff:127.0.0.1]')],
  ['this host by its name', () => house.url.replace('127.0.0.1', 'localhost')],
])('an address that came into the database past the form is not asked: %s', async (_, address) => {
  const id = await add({ apiKey: null })
  await orderProviders(ctx, owner.actor, { order: [id, 'environment'] })
  await ctx.db.prisma.modelProvider.update({
    where: { id },
    data: { baseUrl: address(), version: { increment: 1 } },
  })
  const { path, tried } = await run()
  expect(tried).toEqual(['mine failed', 'house answered'])
  expect(path[1]).toMatchObject({ reason: expect.stringContaining('not allowed') })
  expect(mine.received).toHaveLength(0)
  expect(house.received).toHaveLength(1)
})

test('a redirect to another address is not followed, and the key goes nowhere', async () => {
  const id = await add()
  await orderProviders(ctx, owner.actor, { order: [id, 'environment'] })
  mine.behave({ type: 'status', status: 307, headers: { location: `${house.url}/chat/completions` } })
  expect((await run()).tried).toEqual(['mine failed', 'house answered'])
  expect(house.received.map(({ authorization }) => authorization)).toEqual([undefined])
})

test('one whose key cannot be read any more is passed by with that reason, and nobody is asked without it', async () => {
  const id = await add()
  await orderProviders(ctx, owner.actor, { order: [id, 'environment'] })
  await ctx.db.prisma.modelProvider.update({
    where: { id },
    data: { key: Buffer.alloc(80, 1), version: { increment: 1 } },
  })
  const { path, tried } = await run()
  expect(tried).toEqual(['mine failed', 'house answered'])
  expect(path[1]).toMatchObject({ fault: 'key-refused', reason: expect.stringContaining('entered again') })
  expect(mine.received).toHaveLength(0)
})
