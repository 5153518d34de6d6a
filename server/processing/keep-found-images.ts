import { documentRole } from '#server/access/document-role.ts'
import { atLeast } from '#server/contracts/actors.ts'
import type { MediaFile } from '#server/contracts/media-kinds.ts'
import type { Context } from '#server/platform/context.ts'
import type { FileWork } from './file-job.ts'
import { keepResultFile } from './keep-result-file.ts'

export type FoundImage = {
  path: string
  name: string
  page: number | null
  /** Tells it from the others of its job in every attempt; its place in the list, unless another is given. */
  ordinal?: number
}

/**
 * Keeps the pictures that were found in a file as attachments of its page, in their order; one that another job found there before,
 * as the one that this job tries again, is not kept twice. Undefined for each where the asking person may only read the page: the
 * text is theirs to read, but files they may not add.
 */
export async function keepFoundImages(
  ctx: Context,
  work: Pick<FileWork<unknown>, 'file' | 'job' | 'signal'>,
  found: readonly FoundImage[],
): Promise<((MediaFile & { page: number | null }) | undefined)[]> {
  const { file, job, signal } = work
  const actor = { kind: 'job', taskId: job.id, userId: job.userId, workspaceId: job.workspaceId } as const
  if (!atLeast(await documentRole(ctx, actor, file.documentId), 'editor')) return found.map(() => undefined)
  const kept: (MediaFile & { page: number | null })[] = []
  for (const [place, { path, name, page, ordinal = place }] of found.entries()) {
    signal.throwIfAborted()
    kept.push({ ...(await keepResultFile(ctx, work, { path, name, ordinal, unlessThere: true })), page })
  }
  return kept
}

/** How many pictures were left out for want of the right to add them, in words; nothing for none. */
export function leftOutImages(missing: number): string[] {
  if (missing === 0) return []
  const what = missing === 1 ? 'One picture' : `${missing} pictures`
  return [`${what}: adding files needs the right to edit the page.`]
}
