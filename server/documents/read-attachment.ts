import type { Readable } from 'node:stream'
import { documentRole } from '#server/access/document-role.ts'
import type { Actor } from '#server/contracts/actors.ts'
import type { AttachmentView } from '#server/contracts/documents.ts'
import { Id } from '#server/contracts/identifiers.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { attachmentView } from './attachment.presenter.ts'

export type AttachmentFile = AttachmentView & {
  sha256: string
  /** Opens the bytes, or an inclusive range of them. */
  open(range?: { start: number; end: number }): Promise<Readable>
  /** For tools that read files; must not be changed. */
  path: string
}

/**
 * An attachment for whoever may read the page that it was uploaded to, wherever else its address was pasted.
 * Throws `not-found`.
 */
export async function readAttachment(ctx: Context, actor: Actor, id: string): Promise<AttachmentFile> {
  const row = Id.safeParse(id).success
    ? await ctx.db.prisma.attachment.findUnique({ where: { id } })
    : undefined
  if (!row || !(await documentRole(ctx, actor, row.documentId))) throw notFound('attachment')
  return {
    ...attachmentView(row),
    sha256: row.sha256,
    path: ctx.storage.pathOf(row.storageKey),
    open: async (range) => (await ctx.storage.read(row.storageKey, range)).stream,
  }
}
