import { unlessBackupRuns } from '#server/platform/backup/backup-lock.ts'
import type { Context } from '#server/platform/context.ts'

/**
 * Removes the bytes of attachments whose rows are gone. For after the commit; what cannot be removed now is logged and found
 * by the sweep, since no row names it. So is everything while a backup runs, whose snapshot may still name it.
 */
export async function removeFiles(
  ctx: Pick<Context, 'storage' | 'log' | 'db'>,
  storageKeys: readonly string[],
): Promise<void> {
  if (storageKeys.length === 0) return
  const removed = await unlessBackupRuns(ctx.db.pool, async () => {
    for (const key of storageKeys)
      await ctx.storage.remove(key).catch((error: unknown) => {
        ctx.log.warn({ error }, 'a file of something erased stays until the sweep')
      })
    return true
  })
  if (!removed) ctx.log.info({ files: storageKeys.length }, 'a backup runs: files stay until the sweep')
}
