import { expect, test } from 'vitest'
import { z } from 'zod'
import { closeContext, createContext } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { cached } from './cached.ts'
import { invalidateEntries } from './invalidate-entries.ts'

let now = Date.UTC(2026, 0, 1)
const clock = { now: () => now }
const ctx = await createTestContext({}, { clock })
const workspaceId = newId()
const otherId = newId()
for (const id of [workspaceId, otherId]) await ctx.db.prisma.workspace.create({ data: { id, name: 'w' } })

const MINUTE = 60_000
let reads = 0
const Report = z.object({ of: z.string(), list: z.array(z.number()) })

const report = cached(
  async (_call, workspace: string, filter: { from: number; to?: number | undefined }) => {
    reads += 1
    return { of: workspace, list: [filter.from, filter.to ?? 0] }
  },
  {
    name: 'test.report',
    workspaceOf: (workspace) => workspace,
    level: 'both',
    parse: (raw) => Report.parse(raw),
    ttlMs: MINUTE,
    tags: (value) => [`first:${value.list[0]}`],
  },
)

test('equal arguments are one read; other arguments and workspaces are others', async () => {
  reads = 0
  expect(await report(ctx, workspaceId, { from: 1, to: 2 })).toEqual({ of: workspaceId, list: [1, 2] })
  await report(ctx, workspaceId, { to: 2, from: 1 })
  expect(reads).toBe(1)
  await report(ctx, workspaceId, { from: 2 })
  await report(ctx, workspaceId, { from: 2, to: undefined })
  expect(reads).toBe(2)
  expect((await report(ctx, otherId, { from: 1, to: 2 })).of).toBe(otherId)
  expect(reads).toBe(3)
})

test('another process and a later start find it, for as long as it is fresh', async () => {
  await report(ctx, workspaceId, { from: 5 })
  reads = 0
  const other = createContext(ctx.config, 'another process', { clock, log: ctx.log })
  expect(await report(other, workspaceId, { from: 5 })).toEqual({ of: workspaceId, list: [5, 0] })
  expect(reads).toBe(0)
  now += MINUTE
  await report(other, workspaceId, { from: 5 })
  expect(reads).toBe(1)
  await closeContext(other)
})

test('a tag that comes from the value removes it everywhere', async () => {
  await report(ctx, workspaceId, { from: 7 })
  await report(ctx, workspaceId, { from: 8 })
  reads = 0
  await transaction(ctx, (tx, afterCommit) =>
    invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'tag', value: 'first:7' }),
  )
  await until('it is gone', async () => {
    await report(ctx, workspaceId, { from: 7 })
    return reads === 1
  })
  await report(ctx, workspaceId, { from: 8 })
  expect(reads).toBe(1)
})

test('the key names the read, so that a pattern can mean all of its entries, and long ones are hashed', () => {
  expect(report.keyOf(workspaceId, { from: 1 })).toBe(
    `test.report:${workspaceId}:["${workspaceId}",{"from":1}]`,
  )
  const many = cached(async (_call, _workspace: string, _text: string) => 1, {
    name: 'test.many',
    workspaceOf: (workspace) => workspace,
    level: 'memory',
    ttlMs: MINUTE,
  })
  const long = many.keyOf(workspaceId, 'x'.repeat(5000))
  expect(long).toMatch(new RegExp(`^test\\.many:${workspaceId}:#[0-9a-f]{64}$`))
  expect(long).not.toBe(many.keyOf(workspaceId, 'x'.repeat(5001)))
})

test('errors are not kept; what is missing is kept only where that is wanted, and only so long', async () => {
  let answer: () => Promise<string | null> = () => Promise.reject(new Error('down'))
  const options = {
    workspaceOf: (workspace: string) => workspace,
    level: 'memory',
    ttlMs: MINUTE,
  } as const
  const strict = cached((_call, _workspace: string) => answer(), { ...options, name: 'test.strict' })
  const lenient = cached((_call, _workspace: string) => answer(), {
    ...options,
    name: 'test.lenient',
    negativeTtlMs: 1000,
  })
  for (const read of [strict, lenient]) await expect(read(ctx, workspaceId)).rejects.toThrow('down')
  answer = async () => null
  for (const read of [strict, lenient]) expect(await read(ctx, workspaceId)).toBeNull()
  answer = async () => 'there'
  expect(await strict(ctx, workspaceId)).toBe('there')
  expect(await lenient(ctx, workspaceId)).toBeNull()
  now += 1000
  expect(await lenient(ctx, workspaceId)).toBe('there')
})

test('answers are shared, so nobody can change them', async () => {
  const value = await report(ctx, workspaceId, { from: 9 })
  expect(() => value.list.push(1)).toThrow(TypeError)
  expect(await report(ctx, workspaceId, { from: 9 })).toEqual({ of: workspaceId, list: [9, 0] })
})

test('a caller that gives up stops waiting; the read goes on for the others and its answer is kept', async () => {
  const finish = Promise.withResolvers<string>()
  let begun = 0
  const slow = cached(
    (_call, _workspace: string) => {
      begun += 1
      return finish.promise
    },
    { name: 'test.slow', workspaceOf: (workspace) => workspace, level: 'memory', ttlMs: MINUTE },
  )
  const leaving = new AbortController()
  const left = slow.answer(ctx, { signal: leaving.signal }, workspaceId)
  const stays = slow(ctx, workspaceId)
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  finish.resolve('answer')
  expect(await stays).toBe('answer')
  expect(await slow.answer(ctx, {}, workspaceId)).toEqual({ value: 'answer', state: 'hit' })
  expect(begun).toBe(1)
  expect(await slow.answer(ctx, { fresh: true }, workspaceId)).toEqual({ value: 'answer', state: 'bypass' })
  expect(begun).toBe(2)
})

test('an entry of another version of the read is read anew', async () => {
  await report(ctx, workspaceId, { from: 11 })
  const key = report.keyOf(workspaceId, { from: 11 })
  await ctx.db.prisma.cacheEntry.update({ where: { key }, data: { value: { of: 1 } } })
  const other = createContext(ctx.config, 'another process', { clock, log: ctx.log })
  reads = 0
  expect((await report(other, workspaceId, { from: 11 })).list).toEqual([11, 0])
  expect(reads).toBe(1)
  await closeContext(other)
})
