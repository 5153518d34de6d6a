import { documentStandings } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import { DocumentBlock } from '#server/contracts/document-blocks.ts'
import { type Written, writtenOf } from '#server/document-model/compare-text.ts'
import type { Context } from '#server/platform/context.ts'

export type FoundContribution = {
  id: string
  documentId: string
  keyId: string | null
  userId: string | null
  insertedSeq: number
  createdAt: Date
  written: Written
}

/** Those of these ids that are contributions to pages which the actor may read, by id. */
export async function findContributions(
  ctx: Context,
  actor: Person,
  ids: readonly string[],
): Promise<Map<string, FoundContribution>> {
  const rows = await ctx.db.prisma.contribution.findMany({ where: { id: { in: [...ids] } } })
  const pages = [...new Set(rows.map(({ documentId }) => documentId))]
  const standings = await documentStandings(ctx, actor, pages)
  return new Map(
    rows
      .filter(({ documentId }) => standings.has(documentId))
      .map(({ blocks, ...row }) => {
        const contributed = DocumentBlock.array().safeParse(blocks).data ?? []
        return [row.id, { ...row, written: writtenOf(contributed) }]
      }),
  )
}
