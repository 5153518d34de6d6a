import { setTimeout as pause } from 'node:timers/promises'
import type { Context } from '#server/platform/context.ts'
import { actOnBatch } from './internal/act-on-batch.ts'

// The rows of a batch that a worker holds are free within a commit's time.
const BUSY_MS = 25
// A row that stays locked for so long is locked by something that is stuck; the next drive looks again.
const BUSY_TIMES = 200

/**
 * Works through an act on many tasks, batch by batch, each in a transaction of its own, until it is finished or another process
 * is at it. Never throws: what is left is taken up by the next `driveOpenBulks`.
 */
export async function driveBulk(ctx: Context, id: string): Promise<void> {
  try {
    for (let busy = 0; busy < BUSY_TIMES; ) {
      const progress = await actOnBatch(ctx, id)
      if (progress === 'finished' || progress === 'elsewhere') return
      if (progress === 'blocked') {
        busy += 1
        await pause(BUSY_MS)
      }
    }
  } catch (error) {
    ctx.log.warn({ error, bulkId: id }, 'an act on many tasks goes on later')
  }
}

/** Goes on with every act that a process left unfinished. */
export async function driveOpenBulks(ctx: Context): Promise<void> {
  const open = await ctx.db.prisma.taskBulk.findMany({
    where: { finishedAt: null },
    orderBy: { createdAt: 'asc' },
    select: { id: true },
  })
  for (const { id } of open) await driveBulk(ctx, id)
}
