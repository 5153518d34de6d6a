import type { ProcessResult } from '#server/contracts/processing.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import type { Recording } from './transcribe-candidates.ts'

/** A recording as its transcript names it. */
export function recordingOf({
  id,
  name,
  mediaType,
}: Pick<AttachmentFile, 'id' | 'name' | 'mediaType'>): Recording {
  return { attachmentId: id, name, mediaType }
}

/** A transcript of the same bytes, made for another file, as one of this file: its moments play what its reader may hear. */
export function ownTranscript<Result extends ProcessResult>(
  result: Result,
  file: Pick<AttachmentFile, 'id' | 'name' | 'mediaType'>,
): Result {
  return result.kind === 'transcribe' ? { ...result, ...recordingOf(file) } : result
}
