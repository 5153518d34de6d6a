import { documentRole } from '#server/access/document-role.ts'
import type { Visitor } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { newId, sha256 } from '#server/platform/ids.ts'

/** The page that a link leads to. Throws `not-found` for a link that is revoked, expired or unknown, and for a page in the trash. */
export async function openShareLink(ctx: Context, token: string): Promise<string> {
  const link = await ctx.db.prisma.documentAccess.findUnique({
    where: { linkHash: sha256(token) },
    select: { documentId: true },
  })
  const visitor: Visitor = { kind: 'anonymous', visit: { visitorId: newId(), linkTokens: [token] } }
  if (!link || !(await documentRole(ctx, visitor, link.documentId))) throw notFound('link')
  return link.documentId
}
