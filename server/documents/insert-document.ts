import { generateKeyBetween } from 'fractional-indexing'
import { z } from 'zod'
import { appendInitialContent } from '#server/collaboration/initial-content.ts'
import type { TextBlock } from '#server/document-model/page-content.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { newId } from '#server/platform/ids.ts'

export type NewDocument = {
  workspaceId: string
  parentId: string | null
  author: { kind: 'person'; id: string; sessionId?: string }
  title: string
  blocks?: readonly TextBlock[]
}

const Last = z.array(z.object({ position: z.string().nullable() }))

/**
 * Writes a page with its first content, last among its siblings, and returns its id. Its maker owns it; at the top of the
 * tree the workspace may edit it, below a page it inherits. Does not ask who may: the caller has.
 */
export async function insertDocument(tx: Transaction, page: NewDocument): Promise<string> {
  const { workspaceId, parentId, author, title, blocks = [] } = page
  const id = newId()
  await tx.document.create({
    data: {
      id,
      workspaceId,
      parentId,
      title,
      position: await lastPosition(tx, workspaceId, parentId),
      createdById: author.id,
      access: {
        create: [
          { id: newId(), subject: 'person', role: 'owner', userId: author.id },
          ...(parentId === null ? [{ id: newId(), subject: 'workspace', role: 'editor' } as const] : []),
        ],
      },
    },
  })
  await appendInitialContent(tx, author, id, { title, blocks })
  return id
}

/** The lock holds until the commit, so two pages made at once do not get one position. Keys sort by their bytes. */
async function lastPosition(tx: Transaction, workspaceId: string, parentId: string | null): Promise<string> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`siblings ${parentId ?? workspaceId}`}, 0))`
  const rows = await tx.$queryRaw`
    SELECT max(position COLLATE "C") AS position FROM "Document"
     WHERE "workspaceId" = ${workspaceId}::uuid AND "parentId" IS NOT DISTINCT FROM ${parentId}::uuid`
  return generateKeyBetween(Last.parse(rows)[0]?.position ?? null, null)
}
