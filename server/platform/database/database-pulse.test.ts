import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#server/platform/errors.ts'
import { type DatabaseProxy, startDatabaseProxy } from '#server/testing/database-proxy.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type Context, closeContext, createContext } from '../context.ts'
import { unlessDatabaseSilent } from './database-pulse.ts'

let direct: Context
let proxy: DatabaseProxy

beforeAll(async () => {
  direct = await createTestContext()
  proxy = await startDatabaseProxy(direct.config.databaseUrl ?? '')
})
beforeEach(() => proxy.thaw())

function throughProxy(): Context {
  return createContext({ ...direct.config, databaseUrl: proxy.url }, 'test')
}

describe('work that is watched', () => {
  test('gives what it gives, however long it takes, while the database answers', async () => {
    const ctx = throughProxy()
    expect(await unlessDatabaseSilent(ctx, pause(1800, 'done'))).toBe('done')
    await closeContext(ctx)
  })

  test('throws what it throws', async () => {
    const failing = Promise.reject(new AppError('conflict', 'No.'))
    await expect(unlessDatabaseSilent(direct, failing)).rejects.toMatchObject({ code: 'conflict' })
  })

  test.each(['before', 'after'])(
    'is unavailable within 2 s when the database falls silent, %s it was ever asked',
    async (when) => {
      const ctx = throughProxy()
      if (when === 'after') await unlessDatabaseSilent(ctx, pause(700))
      proxy.freeze()
      const start = performance.now()
      const { promise: waiting } = Promise.withResolvers()
      await expect(unlessDatabaseSilent(ctx, waiting)).rejects.toMatchObject({
        code: 'unavailable',
        retryAfter: 2,
      })
      expect(performance.now() - start).toBeLessThan(2000)
      proxy.thaw()
      expect(await unlessDatabaseSilent(ctx, pause(700, 'well again'))).toBe('well again')
      await closeContext(ctx)
    },
  )
})
