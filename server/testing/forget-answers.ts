import type { Context } from '#server/platform/context.ts'

/** What asking leaves behind in the database, gone: a test that asks begins as the first one did. */
export async function forgetAnswers(ctx: Pick<Context, 'db'>): Promise<void> {
  const { prisma } = ctx.db
  await prisma.cacheEntry.deleteMany()
  await prisma.breakerState.deleteMany()
  await prisma.retryToken.deleteMany()
  await prisma.interaction.deleteMany()
}
