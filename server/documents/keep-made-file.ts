import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { requireRole } from '#server/access/document-role.ts'
import type { Actor } from '#server/contracts/actors.ts'
import { ATTACHMENT_MAX_BYTES, type AttachmentView } from '#server/contracts/documents.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { notFound } from '#server/platform/errors.ts'
import { newStorageKey } from '#server/platform/storage.ts'
import { attachmentView } from './attachment.presenter.ts'
import { detectMedia } from './detect-media.ts'
import { cleanFileName } from './file-name.ts'

export type MadeFile = {
  documentId: string
  name: string
  /** Where the job left it. */
  path: string
  /** Tells the files of one job apart; the same one twice is kept once, however often an attempt is repeated. */
  ordinal: number
  /** True where a file of the page with the same name and bytes may stand in its place, whoever brought it. */
  unlessThere?: boolean
}

/**
 * Keeps a file that a job made as an attachment of a page, in the name of the person who asked. Bytes first, then the row.
 * Throws `not-found` and `forbidden` for who may not edit the page, `too-large`, `storage-full`.
 */
export async function keepMadeFile(
  ctx: Context,
  actor: Extract<Actor, { kind: 'job' }>,
  file: MadeFile,
): Promise<AttachmentView> {
  const { documentId } = file
  await requireRole(ctx, actor, documentId, 'editor')
  const id = idOf(actor.taskId, file.ordinal)
  const earlier = await ctx.db.prisma.attachment.findUnique({ where: { id } })
  if (earlier) return attachmentView(earlier)
  const same = file.unlessThere && (await sameFile(ctx, file))
  if (same) return attachmentView(same)
  const storageKey = newStorageKey()
  const hash = createHash('sha256')
  const { bytes } = await ctx.storage.write(storageKey, hashed(file.path, hash), ATTACHMENT_MAX_BYTES)
  try {
    const media = await detectMedia(ctx.storage.pathOf(storageKey))
    return await transaction(ctx, async (tx) => {
      const page = await tx.document.findUnique({ where: { id: documentId }, select: { workspaceId: true } })
      if (!page) throw notFound('page')
      const { workspaceId } = page
      const row = await tx.attachment.create({
        data: {
          id,
          workspaceId,
          documentId,
          uploadedById: actor.userId,
          name: cleanFileName(file.name),
          ...media,
          bytes,
          sha256: hash.digest('hex'),
          storageKey,
        },
      })
      await recordAudit(tx, {
        workspaceId,
        actor,
        action: 'attachment.made',
        subjectType: 'attachment',
        subjectId: id,
        detail: { bytes },
      })
      return attachmentView(row)
    })
  } catch (error) {
    await ctx.storage.remove(storageKey).catch((cause) => {
      // The sweep finds it; what went wrong first is what the person must hear.
      ctx.log.warn({ error: cause }, 'bytes of a file that was not kept stay until the sweep')
    })
    // An attempt that was believed lost may have kept the very same meanwhile.
    const other = await ctx.db.prisma.attachment.findUnique({ where: { id } }).catch(() => null)
    if (other) return attachmentView(other)
    throw error
  }
}

/** A file of the page with this name and these bytes. */
async function sameFile(ctx: Context, { documentId, name, path }: MadeFile) {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  const where = { documentId, sha256: hash.digest('hex'), name: cleanFileName(name) }
  return await ctx.db.prisma.attachment.findFirst({ where, orderBy: { createdAt: 'asc' } })
}

/** A UUID (version 8, RFC 9562) that is the same for the same file of the same job. */
function idOf(taskId: string, ordinal: number): string {
  const hex = createHash('sha256').update(`made ${taskId} ${ordinal}`).digest('hex')
  const variant = '89ab'[Number.parseInt(hex[16] ?? '0', 16) % 4]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

async function* hashed(path: string, hash: ReturnType<typeof createHash>): AsyncIterable<Uint8Array> {
  for await (const chunk of createReadStream(path)) {
    const bytes: Uint8Array = chunk
    hash.update(bytes)
    yield bytes
  }
}
