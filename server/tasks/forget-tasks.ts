import type { Transaction } from '#server/platform/database/database.ts'
import { releaseFollowersOf } from './internal/release-followers.ts'

/** What a job was about, so that it goes when that goes. */
export type ForgottenSources = Readonly<{
  documentIds: readonly string[]
  attachmentIds: readonly string[]
  /** Jobs of these people that belong to no page: their text was typed into a form. */
  userIds: readonly string[]
}>

/**
 * Deletes every job that read (of several pages, one of them is enough), or whose result went into, what is being erased, with its
 * attempts and partial output; whatever state it is in, and every schedule of such jobs. Returns the ids, and which of them are
 * running somewhere and have to be told.
 */
export async function forgetTasks(
  tx: Transaction,
  { documentIds, attachmentIds, userIds }: ForgottenSources,
): Promise<{ ids: string[]; running: string[] }> {
  await tx.$executeRaw`
    DELETE FROM "TaskSchedule"
     WHERE "documentId" = ANY(${documentIds}::uuid[])
        OR payload #>> '{request,source,documentId}' = ANY(${documentIds}::text[])
        OR jsonb_exists_any(payload #> '{request,source,documentIds}', ${documentIds}::text[])
        OR payload #>> '{request,attachmentId}' = ANY(${attachmentIds}::text[])
        OR ("userId" = ANY(${userIds}::uuid[]) AND "documentId" IS NULL)`
  const rows = await tx.$queryRaw<{ id: string; running: boolean }[]>`
    DELETE FROM "Task"
     WHERE "documentId" = ANY(${documentIds}::uuid[])
        OR payload #>> '{request,source,documentId}' = ANY(${documentIds}::text[])
        OR jsonb_exists_any(payload #> '{request,source,documentIds}', ${documentIds}::text[])
        OR payload #>> '{request,attachmentId}' = ANY(${attachmentIds}::text[])
        OR ("userId" = ANY(${userIds}::uuid[]) AND "documentId" IS NULL)
    RETURNING id::text AS id, status = 'RUNNING' AS running`
  await releaseFollowersOf(
    tx,
    rows.map(({ id }) => id),
  )
  return { ids: rows.map(({ id }) => id), running: rows.filter((row) => row.running).map(({ id }) => id) }
}
