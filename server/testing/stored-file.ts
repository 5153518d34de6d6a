import { Readable } from 'node:stream'
import type { Context } from '#server/platform/context.ts'
import { newStorageKey } from '#server/platform/storage.ts'

const MOST = 1_048_576

/** A file in the storage that no row names; returns its key. */
export async function storeFile(ctx: Pick<Context, 'storage'>, bytes = 'bytes'): Promise<string> {
  const key = newStorageKey()
  await ctx.storage.write(key, Readable.from([Buffer.from(bytes)]), MOST)
  return key
}

/** Whether the storage has the file. */
export async function isStored(ctx: Pick<Context, 'storage'>, key: string): Promise<boolean> {
  return await ctx.storage.read(key).then(
    ({ stream }) => {
      stream.destroy()
      return true
    },
    () => false,
  )
}
