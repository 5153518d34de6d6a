import { beforeEach, expect, test } from 'vitest'
import { createPerson } from '#server/testing/factories.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type CacheQuestion, cacheKey } from '../cache-key.ts'
import { invalidateCache } from '../invalidate-cache.ts'
import { listCacheEntries } from '../list-cache-entries.ts'
import { evictEntries } from './evict-entries.ts'
import { compileGlob } from './glob.ts'
import { type Selection, selectionSql, selector } from './selection.ts'

const ctx = await createTestContext()
const { prisma, pool } = ctx.db
const owner = await createPerson(ctx)
const stranger = await createPerson(ctx)
beforeEach(() => prisma.cacheEntry.deleteMany())

type Row = {
  key: string
  kind?: string
  tags?: string[]
  workspaceId?: string
  bytes?: number
  lastHitAt?: Date
  staleUntil?: Date
  createdAt?: Date
}
const LATER = new Date(Date.now() + 3_600_000)
const store = (rows: readonly Row[]) =>
  prisma.cacheEntry.createMany({
    data: rows.map((row) => ({
      ...{
        workspaceId: owner.workspaceId,
        kind: 'k',
        value: 1,
        bytes: 10,
        expiresAt: LATER,
        staleUntil: LATER,
      },
      ...row,
    })),
  })

test('memory and database mean the same entries by every kind of selection, whatever stands in them', async () => {
  const random = seededRandom(29)
  const draw = (): string =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
      'ab:*?%_\\[\'"🧵'.charAt(Math.floor(random() * 13)),
    )
      .join('')
      .toWellFormed()
  const rows = Array.from({ length: 60 }, (_, index) => ({
    key: `${draw()}${index % 3 === 0 ? '' : index}`,
    kind: draw(),
    tags: Array.from({ length: Math.floor(random() * 3) }, draw),
    workspaceId: random() < 0.8 ? owner.workspaceId : stranger.workspaceId,
  })).filter((row, index, all) => all.findIndex(({ key }) => key === row.key) === index)
  await store(rows)
  const own = rows.filter(({ workspaceId }) => workspaceId === owner.workspaceId)
  for (let round = 0; round < 120; round += 1) {
    const by = (['key', 'tag', 'glob', 'kind', 'all'] as const)[round % 5] ?? 'all'
    const sample = own[Math.floor(random() * own.length)]
    const known = {
      key: sample?.key,
      tag: sample?.tags[0],
      glob: `${sample?.key.slice(0, 1)}*`,
      kind: sample?.kind,
      all: '',
    }[by]
    const selection: Selection = { by, value: random() < 0.6 && known !== undefined ? known : draw() }
    const { condition, values } = selectionSql(owner.workspaceId, selection)
    const found = await pool.query<{ key: string }>(`SELECT key FROM "CacheEntry" WHERE ${condition}`, values)
    const meant = own.filter(selector(selection)).map(({ key }) => key)
    expect(`${JSON.stringify(selection)} ${found.rows.map(({ key }) => key).sort()}`).toBe(
      `${JSON.stringify(selection)} ${meant.sort()}`,
    )
  }
})

test('what a selection holds is never part of the statement', async () => {
  await store([{ key: 'kept' }])
  for (const value of [`' OR true --`, `$1`, `'; DELETE FROM "CacheEntry"; --`, '%', '\\'])
    for (const by of ['key', 'tag', 'kind'] as const) {
      const { condition, values } = selectionSql(owner.workspaceId, { by, value })
      expect((await pool.query(`SELECT 1 FROM "CacheEntry" WHERE ${condition}`, values)).rowCount).toBe(0)
    }
  expect(await prisma.cacheEntry.count()).toBe(1)
})

test('a look before a removal counts what the removal then takes, in the own workspace alone, and removes nothing', async () => {
  await store([
    { key: 'summarise:1', bytes: 5 },
    { key: 'summarise:2', bytes: 7 },
    { key: 'ocr:1', bytes: 11 },
    { key: 'summarise:3', bytes: 13, workspaceId: stranger.workspaceId },
  ])
  const selector = { by: 'glob', glob: 'summarise:*' } as const
  const looked = await invalidateCache(ctx, owner.actor, { selector, dryRun: true })
  expect(looked).toEqual({ entries: 2, bytes: 12, dryRun: true })
  expect(await prisma.cacheEntry.count()).toBe(4)
  expect(await invalidateCache(ctx, owner.actor, { selector, dryRun: false })).toEqual({
    ...looked,
    dryRun: false,
  })
  expect((await prisma.cacheEntry.findMany({ orderBy: { key: 'asc' } })).map(({ key }) => key)).toEqual([
    'ocr:1',
    'summarise:3',
  ])
  const [act] = await prisma.auditEvent.findMany({ where: { action: 'cache.invalidated' } })
  expect(act?.detail).toEqual({ by: 'glob', entries: 2, bytes: 12 })
})

test('lists by pattern, kind and tag are those entries, newest first, page by page', async () => {
  const at = new Date('2026-01-01T00:00:00Z')
  const rows = Array.from({ length: 12 }, (_, index) => ({
    key: `${index % 2 ? 'ocr' : 'summarise'}:${index}`,
    kind: index % 3 ? 'a' : 'b',
    tags: index % 4 ? [] : ['document:1'],
    createdAt: new Date(at.getTime() + (index % 5)),
  }))
  await store([...rows, { key: 'summarise:foreign', workspaceId: stranger.workspaceId }])
  for (const filter of [
    {},
    { glob: 'ocr:*' },
    { kind: 'b' },
    { tag: 'document:1' },
    { glob: 'summarise:*', kind: 'a' },
  ]) {
    const { glob, kind, tag } = { glob: undefined, kind: undefined, tag: undefined, ...filter }
    const fits = compileGlob(glob ?? '*')
    const due = rows.filter(
      (row) => fits(row.key) && (!kind || row.kind === kind) && (!tag || row.tags.includes(tag)),
    )
    const found: string[] = []
    const times: string[] = []
    let cursor: string | undefined
    do {
      const page = await listCacheEntries(ctx, owner.actor, { ...filter, limit: 2, cursor })
      found.push(...page.items.map(({ key }) => key))
      times.push(...page.items.map(({ createdAt }) => createdAt))
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    expect([...found].sort()).toEqual(due.map(({ key }) => key).sort())
    expect(times).toEqual(times.toSorted().reverse())
  }
})

test('of entries beyond the limit those go that were used longest ago, like in a model, and what is over goes first', async () => {
  const random = seededRandom(37)
  const now = Date.now()
  for (let round = 0; round < 8; round += 1) {
    await prisma.cacheEntry.deleteMany()
    const rows = Array.from({ length: 20 }, (_, index) => ({
      key: `k${index}`,
      bytes: 1 + Math.floor(random() * 50),
      lastHitAt: new Date(now - Math.floor(random() * 1e6) * 10 - index),
      staleUntil: new Date(now + (random() < 0.2 ? -1 : 1) * 60_000),
    }))
    await store(rows)
    const limit = Math.floor(random() * 400)
    const live = rows.filter(({ staleUntil }) => staleUntil.getTime() > now)
    let sum = 0
    const kept = live
      .toSorted((a, b) => b.lastHitAt.getTime() - a.lastHitAt.getTime())
      .filter(({ bytes }) => {
        sum += bytes
        return sum <= limit
      })
    expect(await evictEntries(pool, limit, now)).toEqual({
      expired: rows.length - live.length,
      size: live.length - kept.length,
    })
    const left = await prisma.cacheEntry.findMany({ select: { key: true } })
    expect(left.map(({ key }) => key).sort()).toEqual(kept.map(({ key }) => key).sort())
  }
})

const question: CacheQuestion = {
  ...{ workspaceId: 'w', kind: 'summarise', modelFamily: 'm', documentHash: 'h' },
  parameters: { words: 60, prompts: 1 },
  instruction: 'Focus on the costs.',
}

test.each<[string, Partial<CacheQuestion>, boolean]>([
  ['the order of the parameters', { parameters: { prompts: 1, words: 60 } }, true],
  ['the politeness of the instruction', { instruction: 'please focus on the costs' }, true],
  ['a negation', { instruction: 'Do not focus on the costs.' }, false],
  ['the order of the instruction', { instruction: 'costs the on focus' }, false],
  ['no instruction', { instruction: undefined }, false],
  ['another workspace', { workspaceId: 'v' }, false],
  ['another kind', { kind: 'keywords' }, false],
  ['another model', { modelFamily: 'n' }, false],
  ['another text', { documentHash: 'i' }, false],
  ['another parameter', { parameters: { words: 61, prompts: 1 } }, false],
  ['a parameter more', { parameters: { words: 60, prompts: 1, partsOf: 1 } }, false],
  ['a number as a word', { parameters: { words: '60', prompts: 1 } }, false],
  ['fields that run together otherwise', { workspaceId: 'wm', modelFamily: '' }, false],
])('with %s a question is the same one: %s', (_, changes, same) => {
  expect(cacheKey({ ...question, ...changes }) === cacheKey(question)).toBe(same)
})

test('a key begins with its kind and tells nothing else', () => {
  expect(cacheKey(question)).toMatch(/^summarise:[0-9a-f]{64}$/)
})
