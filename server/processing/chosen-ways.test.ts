import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StrategyChange } from '#server/contracts/kind-strategies.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { newId } from '#server/platform/ids.ts'
import { changeStrategies } from '#server/recovery/change-strategies.ts'
import { createPerson } from '#server/testing/factories.ts'
import type { Behaviour } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { chapterSummary, LONG_TEXT } from '#server/testing/long-text.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { startTwoModels } from '#server/testing/start-model-work.ts'
import { createProcessor, type Processor } from './process-task.ts'

const { alpha, beta, ctx } = await startTwoModels()
const owner = await createPerson(ctx)
const neighbour = await createPerson(ctx)
let processor: Processor

beforeEach(async () => {
  processor = createProcessor(ctx)
  await forgetAnswers(ctx)
  await ctx.db.prisma.strategySetting.deleteMany()
  await ctx.db.prisma.breakerState.deleteMany()
  await ctx.db.prisma.retryToken.deleteMany()
})
afterEach(() => processor.close())

const broken: Behaviour = { type: 'status', status: 401 }
const tooLong: Behaviour = {
  ...{ type: 'status', status: 400 },
  body: '{"error":{"code":"context_length_exceeded"}}',
}
const NEWS_SUMMARY: ProcessRequest = { kind: 'summarise', words: 60, source: { type: 'text', text: NEWS } }
const LONG_SUMMARY: ProcessRequest = {
  ...{ kind: 'summarise', words: 400 },
  source: { type: 'text', text: LONG_TEXT },
}

async function ask(request: ProcessRequest, by = owner): Promise<StoredAnswer> {
  const job = { id: newId(), attempt: 1, workspaceId: by.workspaceId, userId: by.userId, documentId: null }
  const rest = { requestId: null, signal: new AbortController().signal, timeoutMs: 20_000, report: () => {} }
  return await processor.run({ request, insert: false, fresh: false }, { ...job, ...rest })
}
const change = (to: Partial<StrategyChange>, kind: ProcessRequest['kind'] = 'summarise') =>
  changeStrategies(ctx, owner.actor, kind, { off: [], order: [], ...to })
const ways = ({ path }: StoredAnswer) => path.flatMap(({ strategy }) => strategy ?? [])

test('what an owner switched off is not tried by the next job, and by jobs of other workspaces it is', async () => {
  alpha.behave(broken)
  beta.behave(broken)
  await change({ off: ['next-provider'] })
  const answer = await ask(NEWS_SUMMARY)
  expect(answer).toMatchObject({ provider: 'built-in', degraded: true })
  expect([alpha.received.length, beta.received.length]).toEqual([1, 0])
  expect(ways(answer)).toEqual(['fresh-cache', 'stale-cache', 'local-engine'])
  await ask(NEWS_SUMMARY, neighbour)
  expect(beta.received.length).toBe(1)
})

test('without the engine in place of providers a job fails, and says why and what was tried', async () => {
  alpha.behave(broken)
  beta.behave(broken)
  await change({ off: ['local-engine'] })
  await expect(ask(NEWS_SUMMARY)).rejects.toMatchObject({
    ...{ code: 'provider-failed', message: 'None of the model providers answered.' },
  })
  const [recorded] = await ctx.db.prisma.interaction.findMany({ orderBy: { id: 'desc' }, take: 1 })
  expect(recorded?.path).toMatchObject([
    { strategy: 'fresh-cache' },
    { provider: 'alpha' },
    { provider: 'beta', strategy: 'next-provider' },
    { strategy: 'stale-cache', outcome: 'miss' },
  ])
})

test('a text that is too long for all is divided only where that is allowed, and the path names the way', async () => {
  const takes = (words: string): Behaviour =>
    words.length > 1700 ? tooLong : { type: 'answer', text: chapterSummary(words) }
  alpha.respond(takes)
  beta.respond(takes)
  await change({ off: ['smaller-task'] })
  expect(await ask(LONG_SUMMARY)).toMatchObject({ provider: 'built-in', degraded: true })
  expect([alpha.received.length, beta.received.length]).toEqual([1, 1])
  await change({})
  const divided = await ask(LONG_SUMMARY)
  expect(divided).toMatchObject({ provider: 'alpha', degraded: false })
  expect(ways(divided)).toEqual(expect.arrayContaining(['larger-context', 'smaller-task']))
})

test('a kind that no engine of this server knows ends with its own sentence', async () => {
  alpha.behave(broken)
  beta.behave(broken)
  await change({ off: ['stale-cache'] }, 'improve')
  await expect(ask({ kind: 'improve', source: { type: 'text', text: NEWS } })).rejects.toMatchObject({
    message: 'No model provider answered, and the built-in engine cannot do this.',
  })
})
