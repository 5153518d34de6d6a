import type { Context } from '#server/platform/context.ts'

/**
 * Removes the bytes of attachments whose rows are gone. For after the commit; what cannot be removed now is logged and found
 * by the sweep, since no row names it.
 */
export async function removeFiles(
  ctx: Pick<Context, 'storage' | 'log'>,
  storageKeys: readonly string[],
): Promise<void> {
  for (const key of storageKeys)
    await ctx.storage.remove(key).catch((error: unknown) => {
      ctx.log.warn({ error }, 'a file of something erased stays until the sweep')
    })
}
