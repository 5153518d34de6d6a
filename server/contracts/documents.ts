import { z } from 'zod'
import { DocumentRole } from './actors.ts'
import { Id, Moment, PageQuery, page } from './identifiers.ts'
import { PlainLine } from './plain-line.ts'

export const TITLE_MAX = 200
const Title = PlainLine(TITLE_MAX)

export const CreateDocument = z.object({ title: Title.default(''), parentId: Id.nullable().default(null) })
export type CreateDocument = z.infer<typeof CreateDocument>

/** A rename is an edit of the shared title by the person who asks, so it reaches open editors and merges with theirs. */
export const RenameDocument = z.object({ title: Title.min(1, 'A title is needed') })
export type RenameDocument = z.infer<typeof RenameDocument>

export const DocumentSummary = z.object({
  id: Id,
  title: z.string(),
  preview: z.string().describe('The first 160 characters of the body'),
  parentId: Id.nullable(),
  position: z.string(),
  role: DocumentRole,
  editedAt: Moment,
  createdAt: Moment,
  trashedAt: Moment.nullable(),
})
export type DocumentSummary = z.infer<typeof DocumentSummary>

export const DocumentList = page(DocumentSummary)
export type DocumentList = z.infer<typeof DocumentList>

export const ListDocuments = PageQuery.extend({
  trashed: z.enum(['true', 'false']).default('false').describe('true lists the trash instead'),
})

export const UploadAttachment = z.object({ name: z.string().max(1000).default('') })

/** The largest upload, in bytes. */
export const ATTACHMENT_MAX_BYTES = 25 * 1_048_576
/** Image types that browsers show and that cannot carry script; anything else is served as a download. */
export const INLINE_MEDIA_TYPES = [
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
] as const

export const AttachmentView = z.object({
  id: Id,
  documentId: Id,
  name: z.string(),
  mediaType: z.string(),
  bytes: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  url: z.string().describe('Path of the bytes on this server'),
  createdAt: Moment,
})
export type AttachmentView = z.infer<typeof AttachmentView>

export const AttachmentList = page(AttachmentView)
export type AttachmentList = z.infer<typeof AttachmentList>

/** What went for good. */
export const Purged = z.object({ pages: z.number().int().describe('Pages deleted, those below included') })
export type Purged = z.infer<typeof Purged>
