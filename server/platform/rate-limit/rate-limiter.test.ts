import { describe, expect, test } from 'vitest'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { sha256 } from '../ids.ts'
import {
  createDatabaseLimiter,
  createMemoryLimiter,
  type RateLimit,
  type RateLimiter,
} from './rate-limiter.ts'

const ctx = await createTestContext()
let number = 0
/** A limit of its own for each test: what one counts is nothing to the others. */
function limitOf(points: number, seconds = 60): RateLimit {
  number += 1
  return { name: `test-${number}`, points, seconds }
}

const KINDS = [
  ['in this process', (limit: RateLimit, scale = 1) => createMemoryLimiter(limit, scale)],
  [
    'in the database',
    (limit: RateLimit, scale = 1) =>
      createDatabaseLimiter({ ...ctx, config: { ...ctx.config, rateLimitScale: scale } }, limit),
  ],
] as const

describe.each(KINDS)('a limiter that counts %s', (_, create) => {
  async function takeAll(limiter: RateLimiter, times: number, key = 'ada'): Promise<boolean[]> {
    const allowed: boolean[] = []
    for (let turn = 0; turn < times; turn += 1) allowed.push((await limiter.take(key)).allowed)
    return allowed
  }

  test('allows as many tries as its points, then no more, and says what is left and for how long', async () => {
    const limiter = create(limitOf(3))
    expect((await limiter.take('ada')).remaining).toBe(2)
    expect(await takeAll(limiter, 3)).toEqual([true, true, false])
    const verdict = await limiter.take('ada')
    expect(verdict).toMatchObject({ allowed: false, remaining: 0, limit: { points: 3, seconds: 60 } })
    expect(verdict.resetSeconds).toBeGreaterThanOrEqual(1)
    expect(verdict.resetSeconds).toBeLessThanOrEqual(60)
  })

  test('counts each key for itself, however alike they are', async () => {
    const limiter = create(limitOf(1))
    for (const key of ['ada', 'Ada', 'ada ', 'ada:1', '', '漢', "'; DROP TABLE x; --", 'x'.repeat(5_000)])
      expect(await takeAll(limiter, 2, key)).toEqual([true, false])
  })

  test('forgets a key when it is told to', async () => {
    const limiter = create(limitOf(1))
    await takeAll(limiter, 2)
    await limiter.forget('ada')
    expect(await takeAll(limiter, 2)).toEqual([true, false])
    await limiter.forget('nobody')
  })

  test('lets through no more of many tries at once than its points', async () => {
    const limiter = create(limitOf(5))
    const verdicts = await Promise.all(Array.from({ length: 20 }, () => limiter.take('ada')))
    expect(verdicts.filter(({ allowed }) => allowed)).toHaveLength(5)
  })

  test.each([
    [10, 0.5, 5],
    [10, 0.01, 1],
    [1, 0.1, 1],
    [3, 100, 300],
  ])('%i points at a scale of %d are %i, and never none', async (points, scale, scaled) => {
    expect((await create(limitOf(points), scale).take('ada')).remaining).toBe(scaled - 1)
  })

  test('begins anew when the window has ended', async () => {
    const limiter = create(limitOf(1, 1))
    const first = await limiter.take('ada')
    expect(first.resetSeconds).toBe(1)
    await until('another try is allowed', async () => (await limiter.take('ada')).allowed)
  })
})

test('limits of other names, and limiters of one name, count apart and together in the database', async () => {
  const limit = limitOf(2)
  const [one, other] = [createDatabaseLimiter(ctx, limit), createDatabaseLimiter(ctx, limit)]
  expect((await one.take('ada')).remaining).toBe(1)
  expect((await other.take('ada')).remaining).toBe(0)
  expect((await createDatabaseLimiter(ctx, limitOf(2)).take('ada')).remaining).toBe(1)
})

test('the database keeps hashes, so that nobody reads there who tried to sign in', async () => {
  const limit = limitOf(2)
  await createDatabaseLimiter(ctx, limit).take('ada@example.org')
  const { rows } = await ctx.db.pool.query<{ key: string }>('SELECT key FROM "RateLimit" WHERE key LIKE $1', [
    `${limit.name}%`,
  ])
  expect(rows.map(({ key }) => key)).toEqual([`${limit.name}:${sha256('ada@example.org')}`])
})
