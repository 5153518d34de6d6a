import { afterAll, expect, test } from 'vitest'
import { lossyProxy } from '#server/testing/lossy-proxy.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { asAppError } from '../errors.ts'
import { createDatabase } from './database.ts'

const ctx = await createTestContext()

test('a database that stops answering fails what is asked of it, in time and as unavailable, and serves again', async () => {
  const proxy = await lossyProxy(ctx.config.databaseUrl ?? '')
  const db = createDatabase({ url: proxy.url, applicationName: 'test', queryTimeoutMs: 500 })
  afterAll(async () => {
    proxy.cut()
    await db.close()
    proxy.close()
  })
  const asks = [() => db.pool.query('SELECT 1'), () => db.prisma.user.findFirst()]
  for (const ask of asks) await ask()
  proxy.loseAnswers()
  const started = performance.now()
  const failures = await Promise.all(asks.map((ask) => ask().then(() => undefined, asAppError)))
  expect(failures.map((failure) => failure?.code)).toEqual(['unavailable', 'unavailable'])
  expect(performance.now() - started).toBeLessThan(5000)
  proxy.cut()
  for (const ask of asks) await ask()
})
