import { z } from 'zod'
import type { Context } from '#server/platform/context.ts'
import { momentOf, type Place } from '#server/platform/list-page.ts'
import { SUMMARY_COLUMNS, SummaryRow } from './document.presenter.ts'

/** One page as lists show it; undefined when there is none. */
export async function loadSummary(ctx: Pick<Context, 'db'>, id: string): Promise<SummaryRow | undefined> {
  const { rows } = await ctx.db.pool.query(`SELECT ${SUMMARY_COLUMNS} FROM "Document" WHERE id = $1`, [id])
  return rows.length === 0 ? undefined : SummaryRow.parse(rows[0])
}

/** Pages of a workspace outside of the trash after a place, in the order in which they were made. */
export async function loadPages(
  ctx: Pick<Context, 'db'>,
  workspaceId: string,
  after: Place | undefined,
  take: number,
): Promise<SummaryRow[]> {
  const { rows } = await ctx.db.pool.query(
    `SELECT ${SUMMARY_COLUMNS} FROM "Document"
      WHERE "workspaceId" = $1 AND "trashedAt" IS NULL AND ($2::uuid IS NULL OR id > $2)
      ORDER BY id LIMIT $3`,
    [workspaceId, after?.id ?? null, take],
  )
  return z.array(SummaryRow).parse(rows)
}

/** Pages in the trash of a workspace after a place, newest there first. */
export async function loadTrash(
  ctx: Pick<Context, 'db'>,
  workspaceId: string,
  after: Place | undefined,
  take: number,
): Promise<SummaryRow[]> {
  const { rows } = await ctx.db.pool.query(
    `SELECT ${SUMMARY_COLUMNS} FROM "Document"
      WHERE "workspaceId" = $1 AND "trashedAt" IS NOT NULL
        AND ($2::timestamptz IS NULL OR ("trashedAt", id) < ($2, $3::uuid))
      ORDER BY "trashedAt" DESC, id DESC LIMIT $4`,
    [workspaceId, after ? momentOf(after) : null, after?.id ?? null, take],
  )
  return z.array(SummaryRow).parse(rows)
}
