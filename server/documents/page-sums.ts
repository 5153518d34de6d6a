import { sumOfPage } from '#server/document-model/page-sum.ts'
import type { Transaction } from '#server/platform/database/database.ts'

/** A page as lists and search know it: up to the update of this number. */
export type KnownPage = { title: string; sum: string; seq: number }

/** Titles and sums of these pages, about a second behind what people type; who may know them is for the caller to ask. */
export async function pageSums(
  db: Pick<Transaction, 'document'>,
  documentIds: readonly string[],
): Promise<Map<string, KnownPage>> {
  if (documentIds.length === 0) return new Map()
  const pages = await db.document.findMany({
    where: { id: { in: [...documentIds] } },
    select: { id: true, title: true, text: true, projectedSeq: true },
  })
  return new Map(
    pages.map(({ id, title, text, projectedSeq }) => [
      id,
      { title, sum: sumOfPage({ title, text }), seq: projectedSeq },
    ]),
  )
}
