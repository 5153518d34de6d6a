import { expect, test } from 'vitest'
import { newId } from '#server/platform/ids.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { addHits } from './second-level.ts'

test('hits that many processes add to the same entries at the same time are all counted', async () => {
  const ctx = await createTestContext()
  const workspaceId = newId()
  await ctx.db.prisma.workspace.create({ data: { id: workspaceId, name: 'w' } })
  const keys = Array.from({ length: 12 }, (_, index) => `k${index}`)
  const at = new Date()
  await ctx.db.prisma.cacheEntry.createMany({
    data: keys.map((key) => ({
      workspaceId,
      kind: 'k',
      key,
      value: 1,
      bytes: 1,
      expiresAt: at,
      staleUntil: at,
    })),
  })
  await Promise.all(
    Array.from({ length: 40 }, (_, index) => {
      const order = index % 2 ? keys : keys.toReversed()
      return addHits(
        ctx.db.pool,
        order.map((key) => ({ key, hits: 3 })),
        Date.now() + index,
      )
    }),
  )
  const rows = await ctx.db.prisma.cacheEntry.findMany({ select: { hits: true } })
  expect(rows).toEqual(keys.map(() => ({ hits: 120 })))
})
