import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { KeptPart, StoredAnswer } from '#server/contracts/stored-answer.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'
import { coverageWords, gapSentence } from '#server/contracts/text-parts.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { forgetAnswers } from '#server/testing/forget-answers.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { chapterSummary, LONG_TEXT, PLACES } from '#server/testing/long-text.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { createProcessor, type Processor } from '../process-task.ts'
import { readFailures } from '../read-failures.ts'

const alpha = await startFakeModelServer()
const beta = await startFakeModelServer()
const provider = { partCharacters: 1_000 }
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([
    { ...provider, name: 'alpha', baseUrl: alpha.url, model: 'large' },
    { ...provider, name: 'beta', baseUrl: beta.url, model: 'small' },
  ]),
})
const owner = await createPerson(ctx)
const open: Processor[] = []

type Changes = Partial<TaskJob> & { fresh?: boolean; request?: ProcessRequest }
const SUMMARY: ProcessRequest = {
  ...{ kind: 'summarise', words: 60 },
  source: { type: 'text', text: LONG_TEXT },
}

async function ask({ fresh = false, request = SUMMARY, ...changes }: Changes = {}): Promise<StoredAnswer> {
  const processor = createProcessor(ctx)
  open.push(processor)
  return await processor.run(
    { request, insert: false, fresh },
    {
      ...{ id: newId(), attempt: 1, workspaceId: owner.workspaceId, userId: owner.userId, documentId: null },
      ...{ requestId: null, signal: new AbortController().signal, timeoutMs: 20_000, report: () => {} },
      ...changes,
    },
  )
}

const broken: Behaviour = { type: 'status', status: 500 }
const isMerge = (words: string): boolean => !/council of [A-Z][^.]* decided on Tuesday/.test(words)
const isPart = (words: string, part: number): boolean =>
  !isMerge(words) && words.includes(`council of ${PLACES[part - 1]} decided on Tuesday`)

/** A model that summarises chapters and summaries, except for the parts that it fails at. */
function summariser(...failing: number[]): (words: string) => Behaviour {
  return (words) =>
    failing.some((part) => isPart(words, part)) ? broken : { type: 'answer', text: chapterSummary(words) }
}

/** Which parts were asked for, each once. */
function asked(server: typeof alpha): number[] {
  const words = server.received.map(({ body }) => JSON.stringify(body))
  return [1, 2, 3, 4, 5].filter((part) => words.some((each) => isPart(each, part)))
}

beforeEach(async () => {
  alpha.respond(summariser())
  beta.behave(broken)
  await forgetAnswers(ctx)
})
afterEach(async () => {
  for (const processor of open.splice(0)) await processor.close()
})
afterAll(async () => {
  await alpha.close()
  await beta.close()
})

test('a text that is longer than a provider takes is asked for in parts, and every part is in the answer', async () => {
  const notes: string[] = []
  const answer = await ask({ report: ({ note }) => notes.push(note) })
  expect(asked(alpha)).toEqual([1, 2, 3, 4, 5])
  expect(answer.parts).toEqual({ total: 5, missing: [] })
  expect(answer).toMatchObject({ provider: 'alpha', model: 'large', degraded: false, cache: 'miss' })
  expect(answer.kept).toBeUndefined()
  const steps = answer.path.map(({ step, outcome, part }) => `${part ?? '-'} ${step} ${outcome}`)
  expect(steps).toEqual(['- cache miss', ...[1, 2, 3, 4, 5, 0].map((part) => `${part} primary answered`)])
  expect(notes).toEqual(expect.arrayContaining(['1 of 5 parts done', '5 of 5 parts done']))
  if (answer.result.kind !== 'summarise') throw new Error('another kind')
  expect(answer.result.text.split(/\s+/).length).toBeLessThanOrEqual(60)
  // The whole is kept like any answer: the same question costs nothing.
  expect(await ask()).toMatchObject({ cache: 'hit', parts: { total: 5, missing: [] } })
  expect(alpha.received).toHaveLength(6)
})

test('a part that nothing answers is named with its place and its reason, and the others are the answer', async () => {
  alpha.respond(summariser(3))
  const answer = await ask()
  const [missing] = answer.parts?.missing ?? []
  expect(answer.parts).toMatchObject({ total: 5, missing: [{ part: 3, heading: null }] })
  expect(LONG_TEXT.slice(missing?.start, missing?.end)).toMatch(
    /^The council of Kelp Island .* households\.\n\n$/,
  )
  expect(missing?.begins).toBe('The council of Kelp Island decided on Tuesday that the old…')
  expect(missing?.reason).toMatch(/500/)
  expect(answer).toMatchObject({ provider: 'alpha', degraded: false })
  if (answer.result.kind !== 'summarise') throw new Error('another kind')
  expect(answer.result.text).not.toBe('')
  const steps = answer.path
    .filter(({ part }) => part === 3)
    .map(({ provider: name, outcome, attempts }) => ({ name, outcome, attempts }))
  expect(steps).toEqual([
    { name: 'alpha', outcome: 'failed', attempts: 3 },
    { name: 'beta', outcome: 'failed', attempts: 3 },
  ])
  expect(answer.parts && coverageWords(answer.parts)).toBe('4 of 5 parts')
  expect(answer.parts && gapSentence(answer.parts)).toMatch(
    /^This covers 4 of 5 parts of the text\. Missing: part 3, beginning “The council of Kelp Island .*” \(characters [\d,]+ to [\d,]+\)\.$/,
  )
})

test('its confidence falls with the share of the text that is missing, and says why', async () => {
  const whole = await ask()
  await ctx.db.prisma.cacheEntry.deleteMany()
  alpha.respond(summariser(2, 3))
  const partial = await ask()
  expect(partial.quality.signals[0]).toMatchObject({ name: 'whole-text', verdict: 'bad', hard: false })
  expect(partial.quality.signals[0]?.value).toBeGreaterThan(0.5)
  expect(partial.quality.score).toBeLessThan(whole.quality.score * 0.75)
})

test('a partial answer is never given to somebody else, but its parts are: only the missing one is asked for again', async () => {
  alpha.respond(summariser(3))
  await ask()
  expect(await ctx.db.prisma.cacheEntry.count()).toBe(4)
  alpha.respond(summariser())
  const answer = await ask()
  expect(asked(alpha)).toEqual([3])
  expect(answer).toMatchObject({ cache: 'miss', parts: { total: 5, missing: [] } })
  const cached = answer.path.filter(({ step, outcome }) => step === 'cache' && outcome === 'answered')
  expect(cached.map(({ part }) => part)).toEqual([1, 2, 4, 5])
})

test('what a partial answer keeps is enough to finish it when the cache has forgotten everything', async () => {
  alpha.respond(summariser(3))
  const { kept } = await ask()
  expect(kept).toHaveLength(4)
  await ctx.db.prisma.cacheEntry.deleteMany()
  alpha.respond(summariser())
  const answer = await ask({ kept: kept as KeptPart[] })
  expect(asked(alpha)).toEqual([3])
  expect(answer.parts).toEqual({ total: 5, missing: [] })
  expect(answer.path.filter(({ reason }) => reason === 'kept from the try before')).toHaveLength(4)
})

test('kept parts of another question are of no use', async () => {
  alpha.respond(summariser(3))
  const { kept } = await ask()
  await ctx.db.prisma.cacheEntry.deleteMany()
  alpha.respond(summariser())
  await ask({ kept: kept as KeptPart[], request: { ...SUMMARY, kind: 'summarise', words: 200 } })
  expect(asked(alpha)).toEqual([1, 2, 3, 4, 5])
})

test('a fallback takes the part that the first provider fails at, and the answer says whose it is', async () => {
  alpha.respond(summariser(3))
  beta.respond(summariser())
  const answer = await ask()
  expect(answer.parts).toEqual({ total: 5, missing: [] })
  expect(answer.provider).toBe('alpha')
  expect(answer.notes).toContain('Part 3 was answered by beta.')
  // It may be better tomorrow: a fallback's part keeps the whole only for minutes.
  const whole = await ctx.db.prisma.cacheEntry.findMany({ orderBy: { expiresAt: 'asc' } })
  expect(whole.filter(({ expiresAt }) => expiresAt.getTime() - Date.now() < 11 * 60_000)).toHaveLength(2)
})

test('when no part is answered, the whole text goes to the built-in engine: nothing is missing', async () => {
  alpha.behave(broken)
  const answer = await ask()
  expect(answer).toMatchObject({ provider: 'built-in', degraded: true })
  expect(answer.parts).toBeUndefined()
})

test('when the time ends before the last parts, those are missing and the rest is the answer', async () => {
  alpha.respond((words) => (isPart(words, 4) || isPart(words, 5) ? { type: 'silence' } : summariser()(words)))
  beta.respond(() => ({ type: 'silence' }))
  const start = performance.now()
  const answer = await ask({ timeoutMs: 6_000 })
  expect(performance.now() - start).toBeLessThan(6_000)
  expect(answer.parts?.missing.map(({ part }) => part)).toEqual([4, 5])
})

test('parts that were put together by the built-in engine say so', async () => {
  alpha.respond((words) => (isMerge(words) ? broken : summariser()(words)))
  const answer = await ask()
  expect(answer.parts).toEqual({ total: 5, missing: [] })
  expect(answer.notes.join(' ')).toContain('put together by the built-in engine')
  expect(answer.path.filter(({ part }) => part === 0).map(({ outcome }) => outcome)).toEqual([
    'failed',
    'failed',
  ])
})

test('asked anew, a part that fails stands in with its earlier answer, which the path says', async () => {
  await ask()
  alpha.respond(summariser(3))
  const answer = await ask({ fresh: true })
  expect(answer.parts).toEqual({ total: 5, missing: [] })
  expect(answer.path.filter(({ part }) => part === 3).at(-1)).toMatchObject({
    ...{ step: 'stale', outcome: 'answered', reason: 'an earlier answer, since no provider answered' },
  })
})

test('who gives up gets no partial answer', async () => {
  alpha.respond(() => ({ type: 'silence' }))
  const controller = new AbortController()
  const running = ask({ signal: controller.signal })
  setTimeout(() => controller.abort(new DOMException('The job was cancelled.', 'AbortError')), 300)
  await expect(running).rejects.toThrow('The job was cancelled.')
})

test('findings of the parts stand at their places in the whole text, and a missing part has none', async () => {
  alpha.respond((words) => {
    const place = PLACES.find((each) => words.includes(`council of ${each} decided`)) ?? ''
    return place === 'Solund'
      ? broken
      : { type: 'answer', text: JSON.stringify({ entities: [{ type: 'place', text: place }] }) }
  })
  const answer = await ask({
    request: { kind: 'entities', types: ['place'], source: { type: 'text', text: LONG_TEXT } },
  })
  if (answer.result.kind !== 'entities') throw new Error('another kind')
  for (const { text, start, end } of answer.result.entities) expect(LONG_TEXT.slice(start, end)).toBe(text)
  expect(new Set(answer.result.entities.map(({ text }) => text))).toEqual(
    new Set(PLACES.filter((place) => place !== 'Solund')),
  )
  expect(answer.parts?.missing).toMatchObject([{ part: 4 }])
})

test('a kind that no model answers is never cut into parts', async () => {
  const answer = await ask({ request: { kind: 'language', source: { type: 'text', text: LONG_TEXT } } })
  expect(answer.parts).toBeUndefined()
  expect(alpha.received).toHaveLength(0)
})

test('among the failures, a part that a fallback answered counts as answered and a missing one as answered by nobody', async () => {
  alpha.respond(summariser(2, 3))
  beta.respond((words) => (isPart(words, 2) ? { type: 'answer', text: chapterSummary(words) } : broken))
  await ask()
  const { groups, partial } = await readFailures(ctx, owner.actor, '1h')
  expect(groups.find((group) => group.provider === 'alpha')?.answeredBy).toEqual({ fallback: 1, none: 1 })
  expect(partial).toBe(1)
})
