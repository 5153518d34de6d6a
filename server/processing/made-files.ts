import type { ProcessResult } from '#server/contracts/processing.ts'

/** The attachments that a job made and its result names; an answer from the cache is whole only while they exist. */
export function madeFiles(result: ProcessResult): string[] {
  switch (result.kind) {
    case 'convert-image':
    case 'resize-image':
    case 'thumbnail':
    case 'cut-media':
    case 'transcode':
      return [result.after.attachmentId]
    case 'read-pdf':
    case 'read-docx':
      return result.images.map(({ attachmentId }) => attachmentId)
    case 'waveform':
      return result.picture ? [result.picture.attachmentId] : []
    default:
      return []
  }
}
