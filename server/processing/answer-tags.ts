import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'

/**
 * What an answer was computed from, as tags of its cache entry: when the page, the file or the person who typed the text is
 * erased, the kept answer goes too. `documentId` is the page that was read or that holds the file.
 */
export function answerTags(
  request: ProcessRequest,
  { userId }: Pick<TaskJob, 'userId'>,
  documentId: string | null,
): string[] {
  const tags = documentId === null ? [] : [`document:${documentId}`]
  if ('attachmentId' in request) tags.push(`attachment:${request.attachmentId}`)
  else if (['text', 'task'].includes(request.source.type) && userId !== null) tags.push(`person:${userId}`)
  return tags
}
