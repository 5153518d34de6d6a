import { afterAll, beforeEach, expect, test } from 'vitest'
import type { CostLine } from '#server/contracts/cost-report.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { chapterSummary, LONG_TEXT } from '#server/testing/long-text.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { listInteractions } from './list-interactions.ts'
import { createProcessor } from './process-task.ts'
import { readCosts } from './read-costs.ts'

// Every answer of this server says that it took 10 tokens in and 10 out.
const model = await startFakeModelServer()
const other = await startFakeModelServer()
const prices = { small: { input: 100_000, output: 900_000 } }
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([
    // As operators write them, in the currency itself: 10 tokens in and 10 out cost 1 + 9.
    { name: 'priced', baseUrl: model.url, model: 'small', prices, currency: 'EUR', partCharacters: 3_000 },
    { name: 'unpriced', baseUrl: other.url, model: 'large', partCharacters: 3_000 },
  ]),
})
const owner = await createPerson(ctx)
const stranger = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const processor = createProcessor(ctx, { breakerOpenMs: [1] })
afterAll(async () => {
  await processor.close()
  await model.close()
  await other.close()
})
// A text of each test's own: what was answered in another stays in the memory of the process.
let turn = 0
beforeEach(async () => {
  turn += 1
  model.behave({ type: 'answer', text: NEWS_SUMMARY })
  other.behave({ type: 'answer', text: NEWS_SUMMARY })
  await ctx.db.prisma.interaction.deleteMany()
})

const ONE = { micros: 10_000_000, currency: 'EUR' }
const summary = (text: string): ProcessRequest => ({
  ...{ kind: 'summarise', source: { type: 'text', text }, words: 60 },
})

async function run(text = `${NEWS} This is number ${turn}.`, workspace = owner) {
  const { workspaceId, userId } = workspace
  const answer = await processor.run(
    { request: summary(text), insert: false, fresh: false },
    {
      ...{ id: newId(), attempt: 1, workspaceId, userId, documentId: null, requestId: null },
      ...{ signal: new AbortController().signal, timeoutMs: 20_000, report: () => {} },
    },
  )
  const [row] = await listInteractions(ctx, workspace.actor)
  return { answer, row }
}

test('an answer costs its tokens at the price of its model, and from the cache it spares that', async () => {
  const first = await run()
  expect(first.answer.path.at(-1)).toMatchObject({ provider: 'priced', cost: ONE })
  expect(first.row).toMatchObject({ cost: ONE, saved: null })
  const again = await run()
  expect(again.answer.cache).toBe('hit')
  expect(again.row).toMatchObject({ cost: null, saved: ONE })
})

test('what was answered and not good enough was paid for all the same; without a price the whole is unknown', async () => {
  model.behave({ type: 'answer', text: "I'm sorry, but I can't help with that." })
  const { answer, row } = await run()
  expect(answer.provider).toBe('unpriced')
  const [, rejected, answered] = answer.path
  expect(rejected).toMatchObject({ outcome: 'rejected', cost: ONE })
  expect(answered).not.toHaveProperty('cost')
  expect(row).toMatchObject({ cost: null, saved: null })
  // Nor can be told what the cache spares then.
  expect((await run()).row).toMatchObject({ cache: 'hit', saved: null })
})

test('the parts of a long text are paid for one by one', async () => {
  model.respond((words) => ({ type: 'answer', text: chapterSummary(words) }))
  const { answer, row } = await run(LONG_TEXT)
  const charged = answer.path.filter(({ cost }) => cost !== undefined)
  expect(charged.length).toBeGreaterThan(1)
  expect(row?.cost).toEqual({ micros: charged.length * ONE.micros, currency: 'EUR' })
})

test('owners see what each provider cost, what has no price, and what the cache spared; others nothing', async () => {
  await ctx.statistics.flush()
  const before = await readCosts(ctx, owner.actor, '24h')
  await run()
  await run()
  model.behave({ type: 'status', status: 400 })
  await run(`${NEWS} Another.`)
  await ctx.statistics.flush()
  const { providers, saved } = await readCosts(ctx, owner.actor, '24h')
  const [priced, unpriced] = providers
  expect(priced).toMatchObject({ name: 'priced', lastAnswerAt: expect.any(String) })
  expect((priced?.costs[0]?.micros ?? 0) - (before.providers[0]?.costs[0]?.micros ?? 0)).toBe(ONE.micros)
  expect((unpriced?.unpriced ?? 0) - (before.providers[1]?.unpriced ?? 0)).toBe(1)
  expect(unpriced?.costs).toEqual([])
  expect((saved[0]?.micros ?? 0) - (before.saved[0]?.micros ?? 0)).toBe(ONE.micros)
  await expect(readCosts(ctx, member.actor, '24h')).rejects.toMatchObject({ code: 'not-found' })
  expect((await readCosts(ctx, stranger.actor, '24h')).providers.map(({ name }) => name)).toEqual([
    ...['priced', 'unpriced'],
  ])
})

test('costs are told day by day, by provider and by kind, and what was saved by kind', async () => {
  const read = async () => {
    await ctx.statistics.flush()
    const { lines, points, stepSeconds } = await readCosts(ctx, owner.actor, '30d')
    expect([points, stepSeconds]).toEqual([30, 86_400])
    const today = (of: CostLine['of'], name: string) =>
      lines.find((line) => line.of === of && line.name === name && line.currency === 'EUR')?.micros.at(-1) ??
      0
    return [today('provider', 'priced'), today('kind', 'summarise'), today('saved', 'summarise')]
  }
  const before = await read()
  await run()
  await run()
  expect((await read()).map((value, at) => value - (before[at] ?? 0))).toEqual([
    ...[ONE.micros, ONE.micros, ONE.micros],
  ])
})

test('a provider of another workspace is in no line of this one', async () => {
  const theirs = [
    ['charged', 'theirs:EUR'],
    ['charged-kind', 'theirs:EUR:explain'],
  ] as const
  for (const [metric, label] of theirs) ctx.statistics.count('cost', metric, label, 7)
  await ctx.statistics.flush()
  const { lines } = await readCosts(ctx, stranger.actor, '24h')
  expect(lines.map(({ name }) => name)).not.toContain('theirs')
  expect(lines.map(({ name }) => name)).not.toContain('explain')
})
