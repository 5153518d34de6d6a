import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { requireRole } from '#server/access/document-role.ts'
import type { Person } from '#server/contracts/actors.ts'
import { ATTACHMENT_MAX_BYTES, type AttachmentView, INLINE_MEDIA_TYPES } from '#server/contracts/documents.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { AppError, notFound } from '#server/platform/errors.ts'
import { newId } from '#server/platform/ids.ts'
import { newStorageKey } from '#server/platform/storage.ts'
import { attachmentView } from './attachment.presenter.ts'
import { detectMedia, type Media, PIXELS_MAX } from './detect-media.ts'
import { cleanFileName } from './file-name.ts'
import { stripImageMetadata } from './strip-image-metadata.ts'

export type Upload = {
  documentId: string
  name: string
  bytes: AsyncIterable<Uint8Array>
  /** What the sender announced; a hint with which to refuse early, never believed. */
  announcedBytes: number | undefined
}

/**
 * Keeps a file with a page that the person may edit. The order is: bytes durable, then the row, then the answer; so a row
 * never names bytes that are not there, and bytes without a row are removed here or by the sweep.
 * Throws `not-found`, `forbidden`, `too-large`, `storage-full`, and `invalid-input` for an empty file.
 */
export async function uploadAttachment(ctx: Context, actor: Person, upload: Upload): Promise<AttachmentView> {
  const { documentId, bytes, announcedBytes = 0 } = upload
  await requireRole(ctx, actor, documentId, 'editor')
  if (announcedBytes > ATTACHMENT_MAX_BYTES)
    throw new AppError(
      'too-large',
      `The file is larger than ${ATTACHMENT_MAX_BYTES / 1_048_576} MiB, the limit.`,
    )
  const received = await store(ctx, bytes)
  let kept = received
  try {
    if (received.bytes === 0) throw new AppError('invalid-input', 'The file is empty.')
    const media = await detectMedia(ctx.storage.pathOf(received.storageKey))
    kept = await withoutMetadata(ctx, received, media)
    // A slow upload may outlast the right to it.
    await requireRole(ctx, actor, documentId, 'editor')
    const view = await transaction(ctx, async (tx) => {
      const page = await tx.document.findUnique({ where: { id: documentId }, select: { workspaceId: true } })
      if (!page) throw notFound('page')
      const { workspaceId } = page
      const row = await tx.attachment.create({
        data: {
          id: newId(),
          workspaceId,
          documentId,
          uploadedById: actor.userId,
          name: cleanFileName(upload.name),
          ...media,
          ...kept,
        },
      })
      await recordAudit(tx, {
        workspaceId,
        actor,
        action: 'attachment.uploaded',
        subjectType: 'attachment',
        subjectId: row.id,
        detail: { bytes: kept.bytes },
      })
      return attachmentView(row)
    })
    if (kept !== received) await discard(ctx, received)
    return view
  } catch (error) {
    await discard(ctx, received)
    if (kept !== received) await discard(ctx, kept)
    throw error
  }
}

type Stored = { storageKey: string; bytes: number; sha256: string }

async function store(ctx: Context, bytes: AsyncIterable<Uint8Array>): Promise<Stored> {
  const storageKey = newStorageKey()
  const hash = createHash('sha256')
  const written = await ctx.storage.write(storageKey, hashed(bytes, hash), ATTACHMENT_MAX_BYTES)
  return { storageKey, bytes: written.bytes, sha256: hash.digest('hex') }
}

/** The file itself, or a copy of it without what a camera wrote into it; what is not an image is not looked into. */
async function withoutMetadata(ctx: Context, received: Stored, { mediaType }: Media): Promise<Stored> {
  if (!INLINE_MEDIA_TYPES.some((known) => known === mediaType)) return received
  const clean = await stripImageMetadata(ctx.storage.pathOf(received.storageKey), PIXELS_MAX)
  return clean ? await store(ctx, Readable.from([clean])) : received
}

async function discard(ctx: Context, { storageKey }: Stored): Promise<void> {
  await ctx.storage.remove(storageKey).catch((error: unknown) => {
    // The sweep finds it; what went wrong first is what the person must hear.
    ctx.log.warn({ error }, 'bytes that nobody needs stay until the sweep')
  })
}

async function* hashed(bytes: AsyncIterable<Uint8Array>, hash: ReturnType<typeof createHash>) {
  for await (const chunk of bytes) {
    hash.update(chunk)
    yield chunk
  }
}
