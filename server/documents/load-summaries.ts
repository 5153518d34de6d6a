import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { SUMMARY_COLUMNS, SummaryRow } from './document.presenter.ts'

/** One page as lists show it; undefined when there is none. */
export async function loadSummary(ctx: Pick<Context, 'db'>, id: string): Promise<SummaryRow | undefined> {
  const { rows } = await ctx.db.pool.query(`SELECT ${SUMMARY_COLUMNS} FROM "Document" WHERE id = $1`, [id])
  return rows.length === 0 ? undefined : SummaryRow.parse(rows[0])
}

/** The pages of a workspace in the trash, newest there first, or those outside of it, by position. */
export async function loadWorkspaceSummaries(
  ctx: Pick<Context, 'db'>,
  workspaceId: string,
  trashed: boolean,
): Promise<SummaryRow[]> {
  const { rows } = await ctx.db.pool.query(
    `SELECT ${SUMMARY_COLUMNS} FROM "Document"
      WHERE "workspaceId" = $1 AND ("trashedAt" IS NOT NULL) = $2
      ORDER BY "trashedAt" DESC NULLS LAST, position COLLATE "C", id`,
    [workspaceId, trashed],
  )
  return z.array(SummaryRow).parse(rows)
}
