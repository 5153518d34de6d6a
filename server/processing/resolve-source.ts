import type * as Y from 'yjs'
import { requireRole } from '#server/access/document-role.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import type { Actor } from '#server/contracts/actors.ts'
import type { AskSource } from '#server/contracts/ask-kind.ts'
import { MEDIA_TYPES_OF, type ProcessMedia } from '#server/contracts/media-kinds.ts'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { isRewriteKind } from '#server/contracts/rewrite-kinds.ts'
import { type ProcessText, SUMMARY_LENGTHS } from '#server/contracts/text-kinds.ts'
import { TEXT_MAX, type TextSource } from '#server/contracts/text-source.ts'
import { clipToPassage } from '#server/document-model/clip-to-passage.ts'
import { lostInMarkdown } from '#server/document-model/lost-in-markdown.ts'
import { lineMarkdown, readMarkdown, readOutline } from '#server/document-model/page-markdown.ts'
import { sumOfDocument } from '#server/document-model/page-sum.ts'
import { anchorOfSpan, findPassage } from '#server/document-model/passage.ts'
import { lettersOf, sumOfLetters } from '#server/document-model/passage-words.ts'
import { readBody, titleOf } from '#server/document-model/plain-text.ts'
import { type AttachmentFile, readAttachment } from '#server/documents/read-attachment.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { sha256 } from '#server/platform/ids.ts'
import type { PageVersion } from './known-answer.ts'
import type { Heading } from './parts/text-parts.ts'
import type { AskedPage, TextRequest } from './provider.ts'

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
      /** The versions of the pages that it was read from; absent for the result of an earlier job. */
      pages?: readonly PageVersion[]
      /** What of the page does not come back of what is written anew, in words. */
      lost?: readonly string[]
      /** Where the passage stood and the sum of its letters, if it is a passage that was found. */
      passage?: string
    }
  | FileSource

const MAKES_FILES: ReadonlySet<string> = new Set([
  'convert-image',
  'resize-image',
  'thumbnail',
  'cut-media',
  'transcode',
])
const NEEDED: Readonly<Record<ProcessMedia['kind'], string>> = {
  ocr: 'Text can be read from images (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'convert-image': 'Only images can be converted (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'resize-image': 'Only images can be resized (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  thumbnail: 'A thumbnail can be made of images (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'image-metadata': 'Image data can be read from images (PNG, JPEG, WebP, GIF, AVIF, TIFF)',
  'read-pdf': 'Only a PDF can be read as one',
  'read-docx': 'Only a Word document of the form .docx, without macros, can be read as one',
  transcribe: 'Only audio and video files can be transcribed',
  'probe-media': 'Only audio and video files can be probed',
  waveform: 'A waveform can be drawn of audio and video files',
  'cut-media': 'Only audio and video files can be cut',
  transcode: 'Only audio and video files can be converted to sound',
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
  const { text, asked: pages, ...place } = await readText(ctx, actor, source, request.kind, earlier)
  const asked: TextRequest = rest.kind === 'ask' ? { ...rest, text, pages } : { ...rest, text }
  return { type: 'text', request: asked, hash: sha256(text), ...place }
}

type FoundText = Omit<Extract<Source, { type: 'text' }>, 'type' | 'request' | 'hash'> & {
  text: string
  /** The pages that it is of, and where each begins. */
  asked: AskedPage[]
}

async function readText(
  ctx: Context,
  actor: Actor,
  source: AskSource,
  kind: ProcessText['kind'],
  earlier = '',
): Promise<FoundText> {
  if (source.type === 'text')
    return { text: source.text, documentId: null, headings: [], asked: [], pages: [] }
  if (source.type === 'documents') return await readPages(ctx, actor, source.documentIds)
  if (source.type === 'task') {
    const origins = source.documentIds ?? (source.documentId ? [source.documentId] : [])
    for (const id of origins) await requireRole(ctx, actor, id, 'viewer')
    const text = limited(earlier, 'result has')
    return { text, documentId: source.documentId ?? null, headings: [], asked: [] }
  }
  const { documentId } = source
  const read = readerOf(kind)
  if (source.type === 'passage') {
    const { title, seq, ...passage } = await readPassage(ctx, actor, source, read)
    return {
      ...{ ...passage, documentId, pages: [{ id: documentId, seq }] },
      asked: [{ documentId, title, start: 0 }],
    }
  }
  const { text, headings, title, seq, sum, empty, lost } = await readPage(ctx, actor, documentId, read)
  if (empty) throw new AppError('cannot-process', 'The page has no text yet.')
  return {
    ...{ text: limited(text, 'page has'), headings, documentId, pages: [{ id: documentId, seq, sum }] },
    ...(lost && { lost }),
    asked: [{ documentId, title, start: 0 }],
  }
}

/**
 * What is written anew comes back as blocks, so it goes out as Markdown that reads as these blocks; README, Limits, names what
 * Markdown cannot hold. Of tasks the boxes are wanted, which plain text would lose, and the words are quoted as they stand.
 */
function readerOf(kind: ProcessText['kind']): Reader {
  // An explanation stands beside its text.
  if (kind === 'explain') return readMarkdown
  if (isRewriteKind(kind)) return readForWriting
  return kind === 'action-items' ? readOutline : readBody
}

/** Reads the body of a page, and what of it cannot come back. */
type Reader = (doc: Y.Doc) => ReturnType<typeof readBody> & { lost?: string[] }

function readForWriting(doc: Y.Doc): ReturnType<Reader> {
  return { ...readMarkdown(doc), lost: lostInMarkdown(doc) }
}

/** Plain words, beside what `read` makes of a page. */
function wordsFor(read: Reader, text: string): string {
  return read === readForWriting || read === readMarkdown
    ? text
        .split(/\n{2,}/)
        .map(lineMarkdown)
        .join('\n\n')
    : text
}

/** The texts of several pages, one after another, each of which the actor has to be allowed to read. */
async function readPages(ctx: Context, actor: Actor, documentIds: readonly string[]): Promise<FoundText> {
  const asked: AskedPage[] = []
  const pages: PageVersion[] = []
  const headings: Heading[] = []
  let all = ''
  let words = false
  for (const documentId of documentIds) {
    const { text, title, seq, sum, empty, ...page } = await readPage(ctx, actor, documentId, readBody)
    if (all !== '') all += '\n\n'
    asked.push({ documentId, title, start: all.length })
    pages.push({ id: documentId, seq, sum })
    // By its title people know where a page begins, as they know a part by its heading.
    headings.push({ at: all.length, text: title === '' ? 'Untitled' : title })
    headings.push(...page.headings.map((heading) => ({ ...heading, at: heading.at + all.length })))
    all = limited(all + text, 'pages together have')
    words ||= !empty
  }
  if (!words) throw new AppError('cannot-process', 'The pages have no text yet.')
  return { text: all, documentId: null, headings, asked, pages }
}

function limited(text: string, what: string): string {
  if (text.length > TEXT_MAX)
    throw new AppError('too-large', `The ${what} more than ${TEXT_MAX} characters, the limit of one job.`)
  return text
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
  read: Reader,
): Promise<Omit<PageText, 'empty'> & { passage?: string }> {
  await requireRole(ctx, actor, documentId, 'viewer')
  const { doc, seq } = await readDocument(ctx, documentId)
  const found = findPassage(doc, anchor, sumOfLetters(lettersOf(seen)))
  if (!found) {
    doc.destroy()
    return { text: wordsFor(read, seen), headings: [], title: '', seq }
  }
  const passage = `${anchorOfSpan(found.span)}.${found.sum}`
  clipToPassage(doc, found.span)
  const clipped = read(doc)
  const title = titleOf(doc)
  doc.destroy()
  return { ...clipped, text: limited(clipped.text, 'passage has'), title, seq, passage }
}

type PageText = {
  text: string
  headings: Heading[]
  title: string
  seq: number
  empty: boolean
  lost?: string[]
}

async function readPage(
  ctx: Context,
  actor: Actor,
  documentId: string,
  read: Reader,
): Promise<PageText & { sum: string }> {
  await requireRole(ctx, actor, documentId, 'viewer')
  const { doc, seq } = await readDocument(ctx, documentId)
  const { text: body, headings, lost } = read(doc)
  const title = titleOf(doc)
  const sum = sumOfDocument(doc)
  doc.destroy()
  const before = title === '' ? '' : `${wordsFor(read, title)}\n\n`
  const text = before + body
  return {
    ...{ text, title, seq, sum, empty: body.trim() === '' },
    ...(lost && { lost }),
    headings: headings.map(({ at, ...heading }) => ({ ...heading, at: at + before.length })),
  }
}
