import type { z } from 'zod'
import { requireRole } from '#server/access/document-role.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { Actor } from '#server/contracts/actors.ts'
import { type OcrMedia, type ProcessRequest, TEXT_MAX } from '#server/contracts/processing.ts'
import { bodyTextOf, titleOf } from '#server/document-model/plain-text.ts'
import { readAttachment } from '#server/documents/read-attachment.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import type { TextRequest } from './provider.ts'

/** A request with what it works on, read with the rights that the asking person has at this moment. */
export type Source =
  | { type: 'text'; request: TextRequest; hash: string; documentId: string | null }
  | { type: 'image'; request: z.infer<typeof OcrMedia>; path: string; hash: string; documentId: string }

const IMAGES = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/avif', 'image/tiff'])

/**
 * Reads the source of a request. Throws `not-found` where the person may not (or no longer) read the page,
 * `unsupported-media` for an attachment that is no image, `cannot-process` for an empty page, `too-large` for a long one.
 */
export async function resolveSource(ctx: Context, actor: Actor, request: ProcessRequest): Promise<Source> {
  if (request.kind === 'ocr') {
    const file = await readAttachment(ctx, actor, request.attachmentId)
    if (!IMAGES.has(file.mediaType))
      throw new AppError('unsupported-media', `Text can be read from images, not from ${file.mediaType}.`)
    return { type: 'image', request, path: file.path, hash: file.sha256, documentId: file.documentId }
  }
  const { source, ...rest } = request
  if (source.type === 'text')
    return {
      type: 'text',
      request: { ...rest, text: source.text },
      hash: sha256(source.text),
      documentId: null,
    }
  const text = await readPage(ctx, actor, source.documentId)
  return { type: 'text', request: { ...rest, text }, hash: sha256(text), documentId: source.documentId }
}

async function readPage(ctx: Context, actor: Actor, documentId: string): Promise<string> {
  await requireRole(ctx, actor, documentId, 'viewer')
  const { doc } = await readDocument(ctx, documentId)
  const body = bodyTextOf(doc)
  const title = titleOf(doc)
  doc.destroy()
  if (body.trim() === '') throw new AppError('cannot-process', 'The page has no text yet.')
  const text = title === '' ? body : `${title}\n\n${body}`
  if (text.length > TEXT_MAX)
    throw new AppError('too-large', `The page has more than ${TEXT_MAX} characters, the limit of one job.`)
  return text
}
