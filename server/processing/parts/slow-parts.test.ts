import { afterAll, beforeEach, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { NEWS } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { attemptTime, jobTime } from '../attempt-time.ts'
import { createProcessor } from '../process-task.ts'
import type { TextRequest } from '../provider.ts'

const model = await startFakeModelServer()
await loadLanguageModels()
const alpha = { name: 'alpha', baseUrl: model.url, model: 'slow', partCharacters: 6_000 }
const ctx = await createTestContext({ WEFT_PROVIDERS: JSON.stringify([alpha]) })
const owner = await createPerson(ctx)
const processor = createProcessor(ctx)
afterAll(async () => {
  await processor.close()
  await model.close()
})

const TEXT = Array.from({ length: 12 }, (_, index) => `Chapter ${index + 1}. ${NEWS}`).join('\n\n')
const request: ProcessRequest = { kind: 'improve', source: { type: 'text', text: TEXT } }
let asked = 0
beforeEach(async () => {
  await forgetAnswers(ctx)
  asked = 0
})

/** Says again what it was given, a piece at a time: about so many milliseconds in all. */
const writes =
  (ms: number) =>
  (words: string): Behaviour => {
    asked += 1
    const [, quoted = ''] = /<text>\\n([\s\S]*?)\\n<\/text>/.exec(words) ?? []
    const text = String(JSON.parse(`"${quoted}"`))
    const size = Math.ceil(text.length / 40)
    async function* pieces() {
      for (let at = 0; at < text.length; at += size) {
        yield text.slice(at, at + size)
        await new Promise((resolve) => setTimeout(resolve, ms / 40))
      }
    }
    return { type: 'stream', pieces: pieces() }
  }

type How = { timeoutMs: number; allow?: (ms: number) => number; kept?: NonNullable<StoredAnswer['kept']> }
const run = ({ kept, allow, timeoutMs }: How) =>
  processor.run(
    { request, insert: false, fresh: true },
    {
      ...{ id: newId(), attempt: 1, workspaceId: owner.workspaceId, userId: owner.userId, timeoutMs },
      ...{ documentId: null, requestId: null, signal: new AbortController().signal, report: () => {} },
      ...(kept && { kept }),
      ...(allow && { allow }),
    },
  )

test('in a time that is too short for all parts those that are begun are ended, and the next try asks for the others alone', async () => {
  model.respond(writes(900))
  // A share of it is half of what a part needs: cut at their shares, none would end.
  const first = await run({ timeoutMs: 2_500 })
  const { total = 0, missing: lacking = [] } = first.parts ?? {}
  const missing = lacking.length
  expect(missing).toBeGreaterThan(0)
  expect(missing).toBeLessThanOrEqual(total - 3)
  expect(await ctx.db.prisma.breakerState.count({ where: { state: { not: 'closed' } } })).toBe(0)
  asked = 0
  const second = await run({ timeoutMs: 60_000, kept: first.kept ?? [] })
  expect(second.parts?.missing).toEqual([])
  expect(asked).toBe(missing)
})

test('a job about a long text asks for time by its length, and uses what it is given', async () => {
  model.respond(writes(10))
  const wanted: number[] = []
  const allow = (ms: number): number => {
    wanted.push(ms)
    return 60_000
  }
  expect((await run({ timeoutMs: 1_000, allow })).parts?.missing).toEqual([])
  expect(wanted).toHaveLength(1)
  expect(wanted[0]).toBeGreaterThan(120_000)
  expect(wanted[0]).toBeLessThanOrEqual(1_800_000)
})

test('a part of 8,000 characters has minutes, a short question what every question has, and no job more than half an hour', () => {
  const text = 'The loom stands in the mill by the river. '.repeat(200).slice(0, 8_000)
  const long = attemptTime({ kind: 'translate', language: 'de', text } as TextRequest, false)
  const short = attemptTime({ kind: 'summarise', words: 60, text: NEWS }, false)
  const thinking = attemptTime({ kind: 'summarise', words: 400, text: NEWS }, true)
  // At 60 tokens a second its 2,000 tokens take 33 s, at 20 a hundred.
  expect(long.attemptMs).toBeGreaterThan(120_000)
  expect([short.attemptMs, short.fairMs < 15_000]).toEqual([45_000, true])
  expect(thinking.attemptMs).toBeGreaterThan(100_000)
  expect(jobTime(1, short)).toBeUndefined()
  // 200,000 characters are 25 such parts, three at a time.
  expect(jobTime(9, long)).toBeGreaterThan(9 * 120_000)
  expect(jobTime(100, long)).toBe(1_800_000)
})
