import { requireRole } from '#server/access/document-role.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { Actor } from '#server/contracts/actors.ts'
import { MEDIA_TYPES_OF, type ProcessMedia } from '#server/contracts/media-kinds.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { type ProcessText, SUMMARY_LENGTHS } from '#server/contracts/text-kinds.ts'
import { TEXT_MAX, type TextSource } from '#server/contracts/text-source.ts'
import { clipToPassage } from '#server/document-model/clip-to-passage.ts'
import { readMarkdown } from '#server/document-model/page-markdown.ts'
import { anchorOfSpan, findPassage } from '#server/document-model/passage.ts'
import { lettersOf, sumOfLetters } from '#server/document-model/passage-words.ts'
import { readBody, titleOf } from '#server/document-model/plain-text.ts'
import { type AttachmentFile, readAttachment } from '#server/documents/read-attachment.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import type { Heading } from './parts/text-parts.ts'
import type { TextRequest } from './provider.ts'

/** A file that a job works on, with the request about it. */
export type FileSource = {
  type: 'file'
  request: ProcessMedia
  file: AttachmentFile
  hash: string
  documentId: string
}
/** A request with what it works on, read with the rights that the asking person has at this moment. */
export type Source =
  | {
      type: 'text'
      request: TextRequest
      hash: string
      documentId: string | null
      /** The headings of a page, by which people know its parts. */
      headings: readonly Heading[]
      /** Where the passage stood and the sum of its letters, if it is a passage that was found. */
      passage?: string
    }
  | FileSource

const MAKES_FILES: ReadonlySet<string> = new Set(['convert-image', 'resize-image', 'thumbnail'])
const NEEDED: Readonly<Record<ProcessMedia['kind'], string>> = {
  ocr: 'Text can be read from images (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'convert-image': 'Only images can be converted (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'resize-image': 'Only images can be resized (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  thumbnail: 'A thumbnail can be made of images (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'image-metadata': 'Image data can be read from images (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'read-pdf': 'Only a PDF can be read as one',
  'read-docx': 'Only a Word document of the form .docx, without macros, can be read as one',
  'probe-media': 'Only audio and video files can be probed',
  waveform: 'A waveform can be drawn of audio and video files',
}

/**
 * Reads the source of a request; `earlier` is the text of the result that it works on, where it works on one. Throws `not-found` where the person may not (or no longer) read the page,
 * `unsupported-media` for an attachment of another type than the kind needs, `forbidden` where a job would add a file to a
 * page that the person may only read, `cannot-process` for an empty page, `too-large` for a long one.
 */
export async function resolveSource(
  ctx: Context,
  actor: Actor,
  request: ProcessRequest,
  earlier?: string,
): Promise<Source> {
  if ('attachmentId' in request) return await resolveFile(ctx, actor, request)
  const { source, ...rest } = withPlainOptions(request)
  if (source.type === 'text')
    return {
      type: 'text',
      request: { ...rest, text: source.text },
      hash: sha256(source.text),
      documentId: null,
      headings: [],
    }
  if (source.type === 'task') {
    if (source.documentId) await requireRole(ctx, actor, source.documentId, 'viewer')
    const text = earlier ?? ''
    if (text.length > TEXT_MAX)
      throw new AppError(
        'too-large',
        `The result has more than ${TEXT_MAX} characters, the limit of one job.`,
      )
    return {
      ...{ type: 'text', request: { ...rest, text }, hash: sha256(text), headings: [] },
      documentId: source.documentId ?? null,
    }
  }
  const { documentId } = source
  // What is written anew keeps its headings, lists and links, and tasks their boxes, which plain text would lose.
  const read = isRewriteKind(request.kind) || request.kind === 'action-items' ? readMarkdown : readBody
  if (source.type === 'passage') {
    const { text, ...place } = await readPassage(ctx, actor, source, read)
    return { type: 'text', request: { ...rest, text }, hash: sha256(text), documentId, ...place }
  }
  const { text, headings } = await readPage(ctx, actor, documentId, read)
  return { type: 'text', request: { ...rest, text }, hash: sha256(text), documentId, headings }
}

/** A length as its number of words, and what is usual left unsaid, so that equal questions are one to the cache. */
function withPlainOptions(request: ProcessText): ProcessText {
  if (request.kind !== 'summarise') return request
  const { length, style, ...rest } = request
  return {
    ...rest,
    ...(length && { words: SUMMARY_LENGTHS[length] }),
    ...(style && style !== 'paragraph' && { style }),
  }
}

async function resolveFile(ctx: Context, actor: Actor, request: ProcessMedia): Promise<FileSource> {
  const file = await readAttachment(ctx, actor, request.attachmentId)
  if (!MEDIA_TYPES_OF[request.kind].includes(file.mediaType))
    throw new AppError(
      'unsupported-media',
      `${NEEDED[request.kind]}; this file is ${typeWords(file.mediaType)}.`,
    )
  if (MAKES_FILES.has(request.kind)) await requireRole(ctx, actor, file.documentId, 'editor')
  return { type: 'file', request, file, hash: file.sha256, documentId: file.documentId }
}

function typeWords(mediaType: string): string {
  return mediaType === 'application/octet-stream' ? 'of no known type' : mediaType
}

type Passage = Extract<TextSource, { type: 'passage' }>

/** The passage as it stands in the page now; where nothing of it is left, as it was when it was asked about. */
async function readPassage(
  ctx: Context,
  actor: Actor,
  { documentId, anchor, text: seen }: Passage,
  read: typeof readBody,
): Promise<PageText & { passage?: string }> {
  await requireRole(ctx, actor, documentId, 'viewer')
  const { doc } = await readDocument(ctx, documentId)
  const found = findPassage(doc, anchor, sumOfLetters(lettersOf(seen)))
  if (!found) {
    doc.destroy()
    return { text: seen, headings: [] }
  }
  const passage = `${anchorOfSpan(found.span)}.${found.sum}`
  clipToPassage(doc, found.span)
  const clipped = read(doc)
  doc.destroy()
  if (clipped.text.length > TEXT_MAX)
    throw new AppError('too-large', `The passage has more than ${TEXT_MAX} characters, the limit of one job.`)
  return { ...clipped, passage }
}

type PageText = { text: string; headings: Heading[] }

async function readPage(
  ctx: Context,
  actor: Actor,
  documentId: string,
  read: typeof readBody,
): Promise<PageText> {
  await requireRole(ctx, actor, documentId, 'viewer')
  const { doc } = await readDocument(ctx, documentId)
  const { text: body, headings } = read(doc)
  const title = titleOf(doc)
  doc.destroy()
  if (body.trim() === '') throw new AppError('cannot-process', 'The page has no text yet.')
  const before = title === '' ? '' : `${title}\n\n`
  const text = before + body
  if (text.length > TEXT_MAX)
    throw new AppError('too-large', `The page has more than ${TEXT_MAX} characters, the limit of one job.`)
  return { text, headings: headings.map(({ at, ...heading }) => ({ ...heading, at: at + before.length })) }
}
