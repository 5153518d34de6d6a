import { expect, test } from 'vitest'
import { createTestContext } from '#server/testing/test-context.ts'
import { newId } from '../ids.ts'
import { poolTransaction } from './pool-transaction.ts'
import { transaction } from './transaction.ts'

const ctx = await createTestContext()
const { pool } = ctx.db
const insert = 'INSERT INTO "Workspace" (id, name, "updatedAt") VALUES ($1::uuid, $2, now())'
const known = async (id: string): Promise<boolean> =>
  (await ctx.db.prisma.workspace.count({ where: { id } })) === 1

test('what a transaction did is there after it, and what it gave is given on', async () => {
  const id = newId()
  expect(
    await poolTransaction(pool, async (client) => {
      await client.query(insert, [id, 'kept'])
      expect(await known(id)).toBe(false)
      return 7
    }),
  ).toBe(7)
  expect(await known(id)).toBe(true)
})

test.each([
  ['a throw', () => Promise.reject(new Error('no'))],
  [
    'a statement that fails',
    (client: { query(text: string): Promise<unknown> }) => client.query('SELECT 1/0'),
  ],
])('after %s nothing is there, the reason comes out, and the connection serves on', async (_, fail) => {
  const id = newId()
  await expect(
    poolTransaction(pool, async (client) => {
      await client.query(insert, [id, 'gone'])
      await fail(client)
    }),
  ).rejects.toThrow()
  expect(await known(id)).toBe(false)
  expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }])
})

test('a connection that is cut in the middle fails its own work alone, and never goes back to others', async () => {
  const before = pool.totalCount
  await expect(
    poolTransaction(pool, async (client) => {
      const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')
      await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid])
      await client.query('SELECT 1')
    }),
  ).rejects.toThrow()
  for (let turn = 0; turn < 5; turn += 1) await pool.query('SELECT 1')
  expect(pool.totalCount).toBeLessThanOrEqual(Math.max(before, 2))
})

test('relaxed waits for no disk, and the next user of the connection waits again', async () => {
  const setting = async (client: { query(text: string): Promise<{ rows: unknown[] }> }) =>
    (await client.query('SHOW synchronous_commit')).rows[0]
  const usual = await setting(pool)
  const inside = await poolTransaction(pool, setting, { relaxed: true })
  expect(inside).toEqual({ synchronous_commit: 'off' })
  for (let turn = 0; turn < 4; turn += 1) expect(await poolTransaction(pool, setting)).toEqual(usual)
})

test('work after a commit runs in order once all is committed, and none of it when nothing is', async () => {
  const id = newId()
  const seen: unknown[] = []
  await transaction(ctx, async (tx, afterCommit) => {
    afterCommit(async () => void seen.push(['first', await known(id)]))
    await tx.workspace.create({ data: { id, name: 'x' } })
    afterCommit(() => void seen.push('second'))
  })
  expect(seen).toEqual([['first', true], 'second'])
  await transaction(ctx, async (_, afterCommit) => {
    afterCommit(() => void seen.push('never'))
    throw new Error('no')
  }).catch(() => {})
  expect(seen).toHaveLength(2)
})

test('work after a commit that fails takes neither the commit back nor the work behind it', async () => {
  const id = newId()
  const seen: string[] = []
  await transaction(ctx, async (tx, afterCommit) => {
    await tx.workspace.create({ data: { id, name: 'x' } })
    afterCommit(() => Promise.reject(new Error('nobody listens')))
    afterCommit(() => void seen.push('behind it'))
  })
  expect(seen).toEqual(['behind it'])
  expect(await known(id)).toBe(true)
})
