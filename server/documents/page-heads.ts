import type { Transaction } from '#server/platform/database/database.ts'

/** The numbers of these pages' newest updates, as committed at this moment; who may know them is for the caller to ask. */
export async function pageHeads(
  db: Pick<Transaction, 'document'>,
  documentIds: readonly string[],
): Promise<Map<string, number>> {
  if (documentIds.length === 0) return new Map()
  const pages = await db.document.findMany({
    where: { id: { in: [...documentIds] } },
    select: { id: true, headSeq: true },
  })
  return new Map(pages.map(({ id, headSeq }) => [id, headSeq]))
}
