import type { Transaction } from '#server/platform/database/database.ts'

/** Deletes every kept answer that carries one of the tags. Returns the keys, for the memory of all processes. */
export async function forgetEntries(tx: Transaction, tags: readonly string[]): Promise<string[]> {
  const where = { tags: { hasSome: [...tags] } }
  const rows = await tx.cacheEntry.findMany({ where, select: { key: true } })
  await tx.cacheEntry.deleteMany({ where })
  return rows.map(({ key }) => key)
}
