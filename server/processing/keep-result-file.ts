import type { MediaFile } from '#server/contracts/media-kinds.ts'
import { keepMadeFile, type MadeFile } from '#server/documents/keep-made-file.ts'
import type { AttachmentFile } from '#server/documents/read-attachment.ts'
import type { Context } from '#server/platform/context.ts'
import type { FileWork } from './file-job.ts'

/** Keeps a file that a job made with the page of the file that it was made from. */
export async function keepResultFile(
  ctx: Context,
  { file, job }: Pick<FileWork<unknown>, 'file' | 'job'>,
  made: Omit<MadeFile, 'documentId'>,
): Promise<MediaFile> {
  const { id, userId, workspaceId } = job
  const actor = { kind: 'job', taskId: id, userId, workspaceId } as const
  return mediaFile(await keepMadeFile(ctx, actor, { ...made, documentId: file.documentId }))
}

/** What a result says of a file. */
export function mediaFile(
  file: Pick<AttachmentFile, 'id' | 'name' | 'mediaType' | 'bytes' | 'width' | 'height'>,
): MediaFile {
  const { id, name, mediaType, bytes, width, height } = file
  return { attachmentId: id, name, mediaType, bytes, width, height }
}
