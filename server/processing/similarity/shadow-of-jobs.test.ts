import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { canonicalInstruction } from '#server/cache/canonical-instruction.ts'
import { likeness, packVector } from '#server/cache/similarity/pack-vector.ts'
import { SIMILARITY_THRESHOLD } from '#server/contracts/similarity.ts'
import { newId } from '#server/platform/ids.ts'
import { embedderOf, embedInstruction } from '#server/providers/embed-instruction.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { PARAPHRASES } from '#server/testing/paraphrases.ts'
import { NEWS, NEWS_SUMMARY } from '#server/testing/sample-texts.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { createProcessor, type Processor } from '../process-task.ts'

const model = await startFakeModelServer()
await loadLanguageModels()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([
    { name: 'house', baseUrl: model.url, model: 'small', embeddingModel: 'letters' },
  ]),
})
let owner: TestPerson
let processor: Processor
beforeEach(async () => {
  owner = await createPerson(ctx)
  processor = createProcessor(ctx)
  model.behave({ type: 'answer', text: NEWS_SUMMARY })
  model.embed()
})
afterEach(() => processor.close())
afterAll(() => model.close())

function ask(instruction: string | undefined, { text = NEWS, fresh = false } = {}) {
  const { workspaceId, userId } = owner
  const source = { type: 'text', text } as const
  return processor.run(
    { request: { kind: 'summarise', source, words: 60, instruction }, insert: false, fresh },
    {
      ...{ id: newId(), attempt: 1, workspaceId, userId, documentId: null, requestId: null },
      ...{ signal: new AbortController().signal, timeoutMs: 20_000, report: () => {} },
    },
  )
}

const pairs = (count: number) =>
  until('the comparison to be kept', async () => {
    const found = await ctx.db.prisma.similarityPair.findMany({ where: { workspaceId: owner.workspaceId } })
    return found.length === count ? found : undefined
  })

test('a job is answered by its model even where likeness would have had an answer', async () => {
  await ask('Say who sued whom')
  model.behave({ type: 'answer', text: NEWS_SUMMARY.replace('210 million', '70 million') })
  const second = await ask('Say whom who sued')
  expect(second).toMatchObject({ cache: 'miss', provider: 'house' })
  expect(JSON.stringify(second.result)).toContain('70 million')
  const [pair] = await pairs(1)
  expect(pair).toMatchObject({ kind: 'summarise', agrees: false })
  expect(pair?.similarity).toBeGreaterThan(SIMILARITY_THRESHOLD)
})

test('only misses that a model answered are compared: no hit, no fresh answer, no job without an instruction', async () => {
  await ask('Focus on the costs')
  await ask('Please focus on the costs')
  await ask('Focus on the costs', { fresh: true })
  await ask(undefined)
  await ask('Focus on the price')
  await pairs(1)
  expect(model.embedded.map(({ input }) => input)).toEqual(['Focus on the costs', 'Focus on the price'])
})

test('what the built-in engine answers is not compared: it passes instructions by', async () => {
  model.behave({ type: 'status', status: 400 })
  expect(await ask('Focus on the costs')).toMatchObject({ degraded: true })
  model.behave({ type: 'answer', text: NEWS_SUMMARY })
  await ask('Focus on the price', { text: `${NEWS} That was all.` })
  await until('the other to be asked', () => model.embedded.length > 0)
  expect(model.embedded.map(({ input }) => input)).toEqual(['Focus on the price'])
})

test('a server that never answers delays no job and keeps no process from stopping', async () => {
  model.embed({ type: 'silence' })
  expect(await ask('Focus on the costs')).toMatchObject({ cache: 'miss', provider: 'house' })
  expect(await ask('Focus on the price')).toMatchObject({ cache: 'miss', provider: 'house' })
  await until('the first to be asked', () => model.embedded.length === 1)
  await processor.close()
  expect(await ctx.db.prisma.instructionVector.count({ where: { userId: owner.userId } })).toBe(0)
})

// One report of both: what a form of letters and a real, if simple, embedding make of the pairs in 13 languages.
test('of our paraphrases the form finds 27 of 41 and is never wrong; this likeness finds 3, and 2 of its 5 hits are wrong', async () => {
  const embedder = await embedderOf(ctx, owner.workspaceId)
  if (!embedder) throw new Error('no embeddings model')
  const known = new Map<string, Uint8Array>()
  const packed = async (words: string): Promise<Uint8Array> => {
    const embedded = await embedInstruction(ctx, embedder, words, new AbortController().signal)
    if (typeof embedded === 'string') throw new Error(`${words}: ${embedded}`)
    return packVector(embedded.vector)
  }
  const texts = new Set(PARAPHRASES.flatMap(({ near, far, other }) => [...near, ...far, ...other].flat()))
  await Promise.all([...texts].map(async (words) => known.set(words, await packed(words))))
  const hits = (kind: 'near' | 'far' | 'other', same: (one: string, another: string) => boolean): number =>
    PARAPHRASES.flatMap((each) => each[kind]).filter(([one, another]) => same(one, another)).length
  const byForm = (one: string, another: string) => canonicalInstruction(one) === canonicalInstruction(another)
  const byLikeness = (one: string, another: string) =>
    (likeness(known.get(one) ?? new Uint8Array(), known.get(another) ?? new Uint8Array()) ?? 0) >=
    SIMILARITY_THRESHOLD
  expect({
    form: [hits('near', byForm), hits('far', byForm), hits('other', byForm)],
    likeness: [hits('near', byLikeness), hits('far', byLikeness), hits('other', byLikeness)],
  }).toEqual({ form: [31, 0, 0], likeness: [6, 0, 14] })
})
