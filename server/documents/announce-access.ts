import { z } from 'zod'
import { ACCESS_CHANNEL } from '#server/contracts/collaboration.ts'
import type { Context } from '#server/platform/context.ts'

/** Calls out that access to a page and to all below it changed, so that open sockets ask anew. For after the commit. */
export async function announceAccess(ctx: Pick<Context, 'db' | 'bus'>, documentId: string): Promise<void> {
  const { rows } = await ctx.db.pool.query(
    `WITH RECURSIVE tree AS (
       SELECT id FROM "Document" WHERE id = $1
       UNION SELECT d.id FROM tree t JOIN "Document" d ON d."parentId" = t.id
     ) SELECT id FROM tree`,
    [documentId],
  )
  for (const { id } of z.array(z.object({ id: z.string() })).parse(rows)) ctx.bus.notify(ACCESS_CHANNEL, id)
}
