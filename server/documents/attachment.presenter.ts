import type { AttachmentView } from '#server/contracts/documents.ts'

type AttachmentRow = {
  id: string
  documentId: string
  name: string
  mediaType: string
  bytes: number
  width: number | null
  height: number | null
  createdAt: Date
}

/** What leaves the house of an attachment: never where its bytes lie. */
export function attachmentView(row: AttachmentRow): AttachmentView {
  const { id, documentId, name, mediaType, bytes, width, height, createdAt } = row
  return {
    id,
    documentId,
    name,
    mediaType,
    bytes,
    width,
    height,
    url: `/api/v1/attachments/${id}`,
    createdAt: createdAt.toISOString(),
  }
}
