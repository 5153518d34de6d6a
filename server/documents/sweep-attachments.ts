import { unlessBackupRuns } from '#server/platform/backup/backup-lock.ts'
import type { Context } from '#server/platform/context.ts'

const AGE_MS = 86_400_000
const BATCH = 500

/**
 * Removes files that no row names, a day after they were written: what uploads leave behind whose process died between the
 * bytes and the row, and what deleted pages and workspaces leave. Not while a
 * backup runs, whose rows may still name them. Returns how many.
 */
export async function sweepAttachments(ctx: Context): Promise<number> {
  return (await unlessBackupRuns(ctx.db.pool, () => sweep(ctx))) ?? 0
}

async function sweep(ctx: Context): Promise<number> {
  let removed = 0
  let batch: string[] = []
  const flush = async (): Promise<void> => {
    const rows = await ctx.db.prisma.attachment.findMany({
      where: { storageKey: { in: batch } },
      select: { storageKey: true },
    })
    const known = new Set(rows.map((row) => row.storageKey))
    for (const key of batch) {
      if (known.has(key)) continue
      await ctx.storage.remove(key)
      removed++
    }
    batch = []
  }
  for await (const key of ctx.storage.listBefore(ctx.clock.now() - AGE_MS)) {
    batch.push(key)
    if (batch.length >= BATCH) await flush()
  }
  if (batch.length > 0) await flush()
  if (removed > 0) ctx.log.info({ removed }, 'removed files that no attachment names')
  return removed
}
