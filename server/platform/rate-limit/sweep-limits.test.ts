import { expect, test, vi } from 'vitest'
import { createTestContext } from '#server/testing/test-context.ts'
import { createDatabaseLimiter } from './rate-limiter.ts'
import { sweepLimits } from './sweep-limits.ts'

const ctx = await createTestContext()
const limiter = createDatabaseLimiter(ctx, { name: 'test', points: 1, seconds: 60 })

test('counts go an hour after the end of their window, and until then limit whom they limited', async () => {
  await limiter.take('ada')
  expect(await sweepLimits(ctx)).toBe(0)
  expect((await limiter.take('ada')).allowed).toBe(false)
  const later = (seconds: number) => ({ ...ctx, clock: { now: () => ctx.clock.now() + seconds * 1000 } })
  expect(await sweepLimits(later(60 + 3_590))).toBe(0)
  expect(await sweepLimits(later(60 + 3_610))).toBe(1)
  expect((await limiter.take('ada')).allowed).toBe(true)
})

test('a limiter keeps no clock of its own running', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval'] })
  try {
    createDatabaseLimiter(ctx, { name: 'idle', points: 1, seconds: 60 })
    expect(vi.getTimerCount()).toBe(0)
  } finally {
    vi.useRealTimers()
  }
})
