import type { Transaction } from '#server/platform/database/database.ts'

/** A page and all that lies below it, the page first. */
export async function listSubtree(tx: Transaction, documentId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    WITH RECURSIVE tree AS (
      SELECT id, 0 AS depth FROM "Document" WHERE id = ${documentId}::uuid
      UNION SELECT d.id, t.depth + 1 FROM tree t JOIN "Document" d ON d."parentId" = t.id
    ) SELECT id::text AS id FROM tree ORDER BY depth`
  return rows.map(({ id }) => id)
}

/**
 * Holds these pages against everybody who would write something that belongs to them (such writers take a share of the row),
 * until the transaction ends. Returns those that exist.
 */
export async function holdDocuments(tx: Transaction, documentIds: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id::text AS id FROM "Document" WHERE id = ANY(${documentIds}::uuid[]) ORDER BY id FOR UPDATE`
  return rows.map(({ id }) => id)
}

/** Attachments of these pages: their ids, and the keys under which their bytes lie. */
export async function listAttachments(
  tx: Transaction,
  documentIds: readonly string[],
): Promise<{ id: string; storageKey: string }[]> {
  return await tx.attachment.findMany({
    where: { documentId: { in: [...documentIds] } },
    select: { id: true, storageKey: true },
  })
}

/**
 * Deletes pages with everything that refers to them in the tables of this module: access, update log, snapshots, owners of
 * client ids, attachments' rows. Pages below that are not named move to the top of the tree.
 */
export async function forgetDocuments(tx: Transaction, documentIds: readonly string[]): Promise<number> {
  const { count } = await tx.document.deleteMany({ where: { id: { in: [...documentIds] } } })
  return count
}

/** Pages that are given to nobody but this person: when the person goes, nobody could open them any more. */
export async function listPrivatePages(tx: Transaction, userId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT a."documentId"::text AS id FROM "DocumentAccess" a JOIN "Document" d ON d.id = a."documentId"
     WHERE d."parentId" IS NULL OR NOT d."inheritAccess"
     GROUP BY a."documentId"
    HAVING bool_or(a."userId" = ${userId}::uuid)
       AND bool_and(a."userId" IS NOT DISTINCT FROM ${userId}::uuid AND a.subject = 'person'
             OR coalesce(a."expiresAt" <= now(), false))`
  return rows.map(({ id }) => id)
}
