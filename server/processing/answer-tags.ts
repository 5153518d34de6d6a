import type { ProcessRequest } from '#server/contracts/processing.ts'
import type { TaskJob } from '#server/contracts/tasks.ts'

/**
 * What an answer was computed from, as tags of its cache entry: when the page, the file or the person who typed the text is
 * erased, the kept answer goes too. `documentId` is the page that was read or that holds the file. An answer to a question holds
 * the question, which its asker typed.
 */
export function answerTags(
  request: ProcessRequest,
  { userId }: Pick<TaskJob, 'userId'>,
  documentId: string | null,
): string[] {
  const tags = documentId === null ? [] : [`document:${documentId}`]
  if ('attachmentId' in request) tags.push(`attachment:${request.attachmentId}`)
  else {
    const { source } = request
    if ('documentIds' in source) tags.push(...(source.documentIds ?? []).map((id) => `document:${id}`))
    const typed = source.type === 'text' || source.type === 'task' || request.kind === 'ask'
    if (typed && userId !== null) tags.push(`person:${userId}`)
  }
  return tags
}
