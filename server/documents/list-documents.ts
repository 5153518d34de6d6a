import { documentStandings } from '#server/access/document-role.ts'
import { atLeast, type Person } from '#server/contracts/actors.ts'
import type { DocumentList } from '#server/contracts/documents.ts'
import type { Context } from '#server/platform/context.ts'
import { listPage } from '#server/platform/list-page.ts'
import { documentSummary, type SummaryRow } from './document.presenter.ts'
import { loadPages, loadTrash } from './load-summaries.ts'

type Wanted = { trashed: boolean; limit: number; cursor?: string | undefined }

/**
 * The pages of a workspace that the person may read, in the order in which they were made, which moving them does not change
 * (`position` orders siblings); or those in its trash that the person may take out again, newest there first. A page below
 * a trashed one is in neither list: it comes back with that one.
 */
export async function listDocuments(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  { trashed, limit, cursor }: Wanted,
): Promise<DocumentList> {
  return await listPage({
    ...{ limit, cursor },
    load: (after, take) => (trashed ? loadTrash : loadPages)(ctx, workspaceId, after, take),
    placeOf: ({ id, trashedAt }: SummaryRow) => ({ id, at: trashedAt ?? undefined }),
    async show(rows) {
      const ids = new Set(rows.flatMap(({ id, parentId }) => (parentId === null ? [id] : [id, parentId])))
      const standings = await documentStandings(ctx, actor, [...ids])
      return rows.map((row) => {
        const standing = standings.get(row.id)
        if (!standing || standing.trashed !== trashed) return undefined
        if (trashed && !atLeast(standing.role, 'editor')) return undefined
        const parent = row.parentId === null ? undefined : standings.get(row.parentId)
        return documentSummary(row, standing.role, parent !== undefined && parent.trashed === trashed)
      })
    },
  })
}
