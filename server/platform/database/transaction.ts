import type { Context } from '../context.ts'
import { noteCarriedOut, noteEffect } from '../idempotency/current-call.ts'
import type { Transaction } from './database.ts'

export type AfterCommit = (work: () => void | Promise<void>) => void

/**
 * One transaction, with the only place from which to notify: `afterCommit` work runs once the commit is certain.
 * NOTIFY inside a transaction that writes would serialise every commit of the database.
 * A failure of that work is logged, never thrown: the commit stands.
 */
export async function transaction<T>(
  ctx: Pick<Context, 'db' | 'log'>,
  work: (tx: Transaction, afterCommit: AfterCommit) => Promise<T>,
): Promise<T> {
  const later: Parameters<AfterCommit>[0][] = []
  const result = await ctx.db.prisma.$transaction(async (tx) => {
    await noteCarriedOut(tx)
    const given = await work(tx, (step) => later.push(step))
    await noteEffect(tx, given)
    return given
  })
  for (const step of later) {
    try {
      await step()
    } catch (error) {
      ctx.log.error({ error }, 'work after a commit failed')
    }
  }
  return result
}
