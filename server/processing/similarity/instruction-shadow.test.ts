import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { invalidateEntries } from '#server/cache/invalidate-entries.ts'
import { changeSimilarity } from '#server/cache/similarity/similarity-setting.ts'
import type { ProcessResult } from '#server/contracts/processing.ts'
import { COMPARED_A_DAY, type WouldBeHits } from '#server/contracts/similarity.ts'
import { erasePerson } from '#server/erasure/erase-person.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson, type TestPerson } from '#server/testing/factories.ts'
import { type Behaviour, startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import type { CachedAnswer } from '../cached-answer.ts'
import {
  type AnsweredQuestion,
  createInstructionShadow,
  type InstructionShadow,
} from './instruction-shadow.ts'
import { readSimilarity } from './read-similarity.ts'

let now = Date.UTC(2026, 0, 1, 12)
const server = await startFakeModelServer()
const house = { name: 'house', baseUrl: server.url, model: 'small', embeddingModel: 'letters' }
const prices = { letters: { input: 20, output: 0 } }
const ctx = await createTestContext(
  { WEFT_PROVIDERS: JSON.stringify([{ ...house, prices, currency: 'EUR' }]) },
  { clock: { now: () => now } },
)
let owner: TestPerson
let shadow: InstructionShadow
const open: InstructionShadow[] = []

beforeEach(async () => {
  owner = await createPerson(ctx)
  shadow = start()
  server.embed()
})
afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})
afterAll(() => server.close())

function start(over = ctx): InstructionShadow {
  const made = createInstructionShadow(over, { restMs: 600_000 })
  open.push(made)
  return made
}

const summary = (text: string): ProcessResult => ({ kind: 'summarise', text, sentences: 1 })
const PUMPS = 'The council replaces the boiler of the school with two heat pumps this year'
const FERRY = 'A ferry to the islands runs again, and tickets cost nothing on the first day'

// As the real one, of one workspace.
const scope = () => `summarise:${owner.workspaceId}`

/** What a worker leaves when it has answered: the kept answer, and the word to compare. */
async function answered(instruction: string, text = PUMPS, changes: Partial<AnsweredQuestion> = {}) {
  const { workspaceId, userId } = owner
  const key = `summarise:${newId()}`
  const result = summary(text)
  const question = {
    ...{ workspaceId, userId, kind: 'summarise' as const, key, scope: scope(), instruction, result },
    ...changes,
  }
  const value: CachedAnswer = {
    ...{ result, quality: { score: 1, method: 'none', signals: [] } },
    ...{ provider: 'house', model: 'small', notes: [] },
  }
  await ctx.db.prisma.cacheEntry.create({
    data: {
      ...{ workspaceId: question.workspaceId, kind: question.kind, key: question.key, tags: ['document:a'] },
      ...{ value: JSON.parse(JSON.stringify(value)), bytes: 10 },
      expiresAt: new Date(now + 3_600_000),
      staleUntil: new Date(now + 7_200_000),
    },
  })
  shadow.observe(question)
  await shadow.idle()
  return question
}

const pairs = () =>
  ctx.db.prisma.similarityPair.findMany({ where: { workspaceId: owner.workspaceId }, orderBy: { id: 'asc' } })
const vectors = () =>
  ctx.db.prisma.instructionVector.count({ where: { entry: { workspaceId: owner.workspaceId } } })
const report = async () => {
  await ctx.statistics.flush()
  return await readSimilarity(ctx, owner.actor)
}
const shown = ({ threshold, hits, wrong }: WouldBeHits) => [threshold, hits, wrong]

describe('what would have been a hit', () => {
  test('is measured by the answers: right where they agree, wrong where they do not', async () => {
    await answered('Say who sued whom')
    await answered('Say who sued whom!', PUMPS)
    await answered('Say whom who sued', FERRY)
    const [first, second] = await pairs()
    expect(first).toMatchObject({ kind: 'summarise', model: 'house/letters', agrees: true, agreement: 1 })
    expect(second).toMatchObject({ agrees: false })
    expect(second?.similarity).toBeGreaterThan(0.95)
    const { kinds, embedder, askedToday } = await report()
    expect({ embedder, askedToday }).toEqual({
      ...{ embedder: { provider: 'house', model: 'letters' }, askedToday: 3 },
    })
    expect(kinds).toMatchObject([{ kind: 'summarise', measure: 'words', pairs: 2 }])
    expect(kinds[0]?.at.map(shown)).toEqual([
      [0.9, 2, 1],
      [0.95, 2, 1],
      [0.98, 1, 0],
    ])
  })

  test('is told at each threshold, with the interval of its rate, and null where there was none', async () => {
    await ctx.db.prisma.similarityPair.createMany({
      data: [0.99, 0.97, 0.96, 0.92, 0.5].map((similarity, at) => ({
        ...{ workspaceId: owner.workspaceId, kind: 'ask', model: 'house/letters', similarity },
        ...{ agreement: 1, agrees: at % 2 === 0 },
      })),
    })
    const [ask] = (await report()).kinds
    expect(ask?.at.map(shown)).toEqual([
      [0.9, 4, 2],
      [0.95, 3, 1],
      [0.98, 1, 0],
    ])
    expect(ask?.at[1]?.wrongRate?.rate).toBeCloseTo(1 / 3, 10)
    expect(ask?.at[1]?.wrongRate?.low).toBeCloseTo(0.061, 3)
    await ctx.db.prisma.similarityPair.updateMany({ data: { similarity: 0.1 } })
    expect((await report()).kinds[0]?.at.map(({ wrongRate }) => wrongRate)).toEqual([null, null, null])
  })

  test('is looked for among the likest, not the newest', async () => {
    await answered('Mention every single price', PUMPS)
    await answered('For children', FERRY)
    await answered('Mention every single price!', PUMPS)
    const found = await pairs()
    expect(found.at(-1)).toMatchObject({ agrees: true })
    expect(found.at(-1)?.similarity).toBeGreaterThan(0.99)
  })

  test('is no answer whose time is over', async () => {
    await answered('Mention the prices')
    now += 3_600_001
    await answered('Mention the prices!')
    expect(await pairs()).toEqual([])
  })
})

describe('only the instruction', () => {
  test('is sent, never a word of the text or of an answer, with the key of its provider', async () => {
    await answered('Focus on the costs')
    expect(server.embedded).toEqual([{ model: 'letters', input: 'Focus on the costs' }])
  })

  test('is kept as numbers: its words stand nowhere', async () => {
    await answered('Focus on the unmistakable costs')
    const { rows } = await ctx.db.pool.query(
      `SELECT (SELECT coalesce(string_agg(v::text, ''), '') FROM "InstructionVector" v)
         || (SELECT coalesce(string_agg(p::text, ''), '') FROM "SimilarityPair" p) AS everything`,
    )
    expect(rows[0].everything).not.toBe('')
    expect(rows[0].everything).not.toContain('unmistakable')
    const kept = await ctx.db.prisma.instructionVector.findFirst({ where: { userId: owner.userId } })
    expect(kept?.vector).toHaveLength(256)
  })

  test('is paid for where its price is known', async () => {
    const sum = async () => {
      await ctx.statistics.flush()
      const where = { subsystem: 'cost', metric: 'charged', label: 'house:EUR' }
      return (await ctx.db.prisma.statSample.aggregate({ where, _sum: { sum: true } }))._sum.sum ?? 0
    }
    const before = await sum()
    await answered('Focus on the costs')
    // 10 tokens at 20 of the currency for a million.
    expect(await sum()).toBe(before + 200)
  })
})

describe('never compared are', () => {
  test.each<[string, (other: TestPerson) => Partial<AnsweredQuestion>]>([
    ['other texts or options', () => ({ scope: 'summarise:other' })],
    [
      'those of another workspace',
      ({ workspaceId, userId }) => ({ workspaceId, userId, scope: 'their own' }),
    ],
  ])('%s', async (_, changes) => {
    await answered('Focus on the costs')
    await answered('Focus on the costs', PUMPS, changes(await createPerson(ctx)))
    expect(await ctx.db.prisma.similarityPair.count({ where: { workspaceId: owner.workspaceId } })).toBe(0)
  })

  test('those of another model, which go when the new one is asked', async () => {
    await answered('Focus on the costs')
    const other = { ...ctx.config, providers: [{ ...house, embeddingModel: 'larger' }] }
    shadow = start({ ...ctx, config: other })
    await answered('Focus on the costs!')
    expect(await pairs()).toEqual([])
    expect(await ctx.db.prisma.instructionVector.findMany({ where: { userId: owner.userId } })).toMatchObject(
      [{ model: 'house/larger' }],
    )
    // What the old one measured says nothing of the new one.
    await ctx.db.prisma.similarityPair.create({
      data: {
        ...{ workspaceId: owner.workspaceId, kind: 'ask', model: 'house/letters', similarity: 1 },
        ...{ agreement: 0, agrees: false },
      },
    })
    expect((await readSimilarity({ ...ctx, config: other }, owner.actor)).kinds).toEqual([])
    expect((await report()).kinds).toHaveLength(1)
  })

  test('those of another length under the same name, and the newer one is kept', async () => {
    await answered('Focus on the costs')
    server.embed(() => [1, 2, 3, 4, 5, 6, 7, 8])
    await answered('Focus on the costs!')
    expect(await pairs()).toEqual([])
    await answered('Focus on the costs, please')
    expect(await pairs()).toMatchObject([{ similarity: 1 }])
  })
})

describe('a server that gives no direction', () => {
  test.each<[string, Behaviour | (() => unknown), string]>([
    ['fails', { type: 'status', status: 500 }, 'refused'],
    ['does not know the model', { type: 'status', status: 404 }, 'refused'],
    ['sends NaN, which JSON writes as null', () => [Number.NaN, ...Array(9).fill(1)], 'unreadable'],
    [
      'sends NaN in letters',
      { type: 'status', status: 200, body: '{"data":[{"embedding":[NaN]}]}' },
      'unreadable',
    ],
    ['sends numbers beyond all bounds', () => Array(9).fill(1e308), 'unreadable'],
    ['sends nothing but zeros', () => Array(64).fill(0), 'unreadable'],
    ['sends three numbers', () => [1, 2, 3], 'unreadable'],
    ['sends ten thousand', () => Array(10_000).fill(1), 'unreadable'],
    ['sends words', () => 'likely', 'unreadable'],
    ['sends a page', { type: 'status', status: 200, body: '<html>' }, 'unreadable'],
    ['answers elsewhere', { type: 'status', status: 302, headers: { location: '/x' } }, 'unreachable'],
    [
      'sends more than an answer may have',
      { type: 'status', status: 200, body: ' '.repeat(3_000_000) },
      'unreachable',
    ],
  ])('and %s leaves nothing behind, and is counted', async (_, behaviour, why) => {
    const before = (await report()).missed[why] ?? 0
    server.embed(behaviour)
    await answered('Focus on the costs')
    expect(await vectors()).toBe(0)
    expect((await report()).missed[why]).toBe(before + 1)
    // One that is mended counts again.
    server.embed()
    await answered('Focus on the costs')
    expect(await vectors()).toBe(1)
  })

  test('three times in a row is left alone for a while, so that no job pays for its trouble', async () => {
    server.embed({ type: 'status', status: 503 })
    for (let turn = 0; turn < 5; turn += 1) await answered('Focus on the costs')
    expect(server.embedded).toHaveLength(3)
    expect((await report()).missed.resting).toBe(2)
  })

  test('and never answers holds nobody up: taking a question returns at once, and a stop ends it', async () => {
    server.embed({ type: 'silence' })
    const first = await Promise.race([answered('One').then(() => 'waited'), untilAsked()])
    expect(first).toBe('asked')
    for (let turn = 0; turn < 100; turn += 1) shadow.observe({ ...QUESTION, workspaceId: owner.workspaceId })
    await shadow.close()
    expect(server.embedded).toHaveLength(1)
    expect((await report()).missed['too-many']).toBe(69)
    expect(await vectors()).toBe(0)
  })
})

const QUESTION = {
  userId: null,
  kind: 'summarise',
  key: 'k',
  scope: 's',
  instruction: 'i',
  result: summary(''),
} as const

/** Resolves when the server has been asked. */
async function untilAsked(): Promise<'asked'> {
  while (server.embedded.length === 0) await new Promise((resolve) => setImmediate(resolve))
  return 'asked'
}

describe('an owner', () => {
  test('switches it off: what was kept of instructions goes, and nothing is sent any more', async () => {
    await answered('Focus on the costs')
    await changeSimilarity(ctx, owner.actor, { enabled: false })
    expect(await vectors()).toBe(0)
    await answered('Focus on the costs!')
    expect(server.embedded).toHaveLength(1)
    expect(await report()).toMatchObject({ enabled: false, askedToday: 1 })
    await changeSimilarity(ctx, owner.actor, { enabled: true })
    await answered('Focus on the costs!!')
    expect(server.embedded).toHaveLength(2)
  })

  test('who switches it off while one is on its way keeps nothing of it', async () => {
    server.embed((words) => {
      // Between the question and its answer, on another connection, as a person would.
      off ??= changeSimilarity(ctx, owner.actor, { enabled: false })
      return [...words].map((letter) => letter.charCodeAt(0))
    })
    let off: Promise<void> | undefined
    await answered('Focus on the costs')
    await off
    expect(await vectors()).toBe(0)
  })

  test('alone may look or switch, of this workspace alone', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    const stranger = await createPerson(ctx)
    await answered('Focus on the costs')
    await answered('Focus on the costs!')
    await expect(readSimilarity(ctx, member.actor)).rejects.toMatchObject({ code: 'not-found' })
    await expect(changeSimilarity(ctx, member.actor, { enabled: false })).rejects.toMatchObject({
      code: 'not-found',
    })
    expect((await readSimilarity(ctx, stranger.actor)).kinds).toEqual([])
    await changeSimilarity(ctx, stranger.actor, { enabled: false })
    expect(await vectors()).toBe(2)
  })
})

describe('it is bounded', () => {
  test('by so many a day over all processes, counted anew the next day', async () => {
    await answered('One')
    await ctx.db.prisma.similaritySetting.updateMany({ data: { asked: COMPARED_A_DAY - 1 } })
    await answered('Two')
    await answered('Three')
    expect(server.embedded).toHaveLength(2)
    expect((await report()).missed['off-or-spent']).toBeGreaterThan(0)
    now += 86_400_000
    await answered('Four')
    expect(server.embedded).toHaveLength(3)
    expect((await report()).askedToday).toBe(1)
  })

  test('to the newest 200 of a text', async () => {
    const first = await answered('Focus on the costs')
    const kept = { workspaceId: owner.workspaceId, kind: 'summarise', tags: [], value: {}, bytes: 2 }
    const until = { expiresAt: new Date(now + 3_600_000), staleUntil: new Date(now + 3_600_000) }
    const keys = Array.from({ length: 200 }, () => `summarise:${newId()}`)
    await ctx.db.prisma.cacheEntry.createMany({ data: keys.map((key) => ({ key, ...kept, ...until })) })
    const other = { scope: scope(), model: 'house/letters', vector: new Uint8Array(256).fill(1) }
    await ctx.db.prisma.instructionVector.createMany({ data: keys.map((key) => ({ key, ...other })) })
    await answered('Focus on the costs!')
    const left = await ctx.db.prisma.instructionVector.findMany({ where: { scope: scope() } })
    expect(left).toHaveLength(200)
    expect(left.map(({ key }) => key)).not.toContain(first.key)
  })

  test('without an embeddings model nothing is asked, kept or told', async () => {
    const without = {
      ...ctx,
      config: { ...ctx.config, providers: [{ ...house, embeddingModel: undefined }] },
    }
    shadow = start(without)
    await answered('Focus on the costs')
    expect([server.embedded.length, await vectors()]).toEqual([0, 0])
    expect(await readSimilarity(without, owner.actor)).toMatchObject({
      embedder: null,
      kinds: [],
      askedToday: 0,
    })
  })
})

describe('erased', () => {
  test('is what was kept of an instruction with the answer that came of it', async () => {
    await answered('Focus on the costs')
    await transaction(ctx, (tx, afterCommit) =>
      invalidateEntries(ctx, tx, afterCommit, owner.workspaceId, { by: 'tag', value: 'document:a' }),
    )
    expect(await ctx.db.prisma.instructionVector.count({ where: { userId: owner.userId } })).toBe(0)
  })

  test('is what was kept of the instructions of a person with the person, also while one is on its way', async () => {
    const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
    await answered('Focus on the costs', PUMPS, { userId: member.userId })
    expect(await vectors()).toBe(1)
    await erasePerson(ctx, owner.actor, member.userId)
    expect(await vectors()).toBe(0)
    await answered('Focus on the costs', PUMPS, { userId: member.userId })
    expect(await vectors()).toBe(0)
  })
})
