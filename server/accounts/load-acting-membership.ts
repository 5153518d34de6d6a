import { z } from 'zod'
import { type Membership, WorkspaceRole } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'

const Row = z.object({ workspaceId: z.string(), role: WorkspaceRole })

/** The membership with which a job acts for the person who asked: none once that person was suspended or removed. */
export async function loadActingMembership(
  ctx: Pick<Context, 'db'>,
  userId: string,
  workspaceId: string,
): Promise<Membership | undefined> {
  const { rows } = await ctx.db.pool.query({
    name: 'acting-membership',
    text: `SELECT m."workspaceId", m.role
             FROM "Membership" m
             JOIN "User" u ON u.id = m."userId" AND u."suspendedAt" IS NULL
            WHERE m."userId" = $1 AND m."workspaceId" = $2`,
    values: [userId, workspaceId],
  })
  return rows.length === 0 ? undefined : Row.parse(rows[0])
}
