import { expect, test } from 'vitest'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { authenticate } from './authenticate.ts'
import { sweepSessions } from './sweep-sessions.ts'

test('sessions that are over are removed, others stay', async () => {
  const ctx = await createTestContext()
  const [gone, here] = [await createPerson(ctx), await createPerson(ctx)]
  await ctx.db.prisma.session.updateMany({
    where: { userId: gone.userId },
    data: { expiresAt: new Date(ctx.clock.now() - 1000) },
  })
  expect(await sweepSessions(ctx)).toBe(1)
  expect(await ctx.db.prisma.session.count()).toBe(1)
  expect(await authenticate(ctx, { cookie: here.cookie })).toMatchObject({ userId: here.userId })
})
