import { documentStandings } from '#server/access/document-role.ts'
import { atLeast, type Person } from '#server/contracts/actors.ts'
import type { DocumentList } from '#server/contracts/documents.ts'
import type { Context } from '#server/platform/context.ts'
import { documentSummary } from './document.presenter.ts'
import { loadWorkspaceSummaries } from './load-summaries.ts'

/**
 * The pages of a workspace that the person may read, in the order of their positions; or those in its trash that the
 * person may take out again, newest first. A page below a trashed one is in neither list: it comes back with that one.
 */
export async function listDocuments(
  ctx: Context,
  actor: Person,
  workspaceId: string,
  { trashed }: { trashed: boolean },
): Promise<DocumentList> {
  const rows = await loadWorkspaceSummaries(ctx, workspaceId, trashed)
  const standings = await documentStandings(
    ctx,
    actor,
    rows.map((row) => row.id),
  )
  const items = rows.flatMap((row) => {
    const standing = standings.get(row.id)
    if (!standing || standing.trashed !== trashed) return []
    if (trashed && !atLeast(standing.role, 'editor')) return []
    return [documentSummary(row, standing.role, row.parentId !== null && standings.has(row.parentId))]
  })
  return { items }
}
