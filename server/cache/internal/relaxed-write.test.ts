import { afterAll, expect, test } from 'vitest'
import { createDatabase } from '#server/platform/database/database.ts'
import { lossyProxy } from '#server/testing/lossy-proxy.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { relaxedWrite } from './relaxed-write.ts'

const ctx = await createTestContext()

test('a connection that answers nothing does not go back to others', async () => {
  const proxy = await lossyProxy(ctx.config.databaseUrl ?? '')
  const db = createDatabase({ url: proxy.url, applicationName: 'test', queryTimeoutMs: 300 })
  afterAll(async () => {
    proxy.cut()
    await db.close()
    proxy.close()
  })
  const write = () => relaxedWrite(db.pool, 'SELECT 1', [])
  await write()
  expect(db.pool.totalCount).toBe(1)
  proxy.loseAnswers()
  await expect(write()).rejects.toThrow('Query read timeout')
  expect(db.pool.totalCount).toBe(0)
})

test('a statement that fails leaves its connection fit for the next', async () => {
  await expect(relaxedWrite(ctx.db.pool, 'SELECT 1 / 0', [])).rejects.toThrow('division by zero')
  expect((await relaxedWrite(ctx.db.pool, 'SELECT 1 AS one', [])).rows).toEqual([{ one: 1 }])
})
