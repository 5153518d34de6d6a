import { invalidateEntries } from '#server/cache/invalidate-entries.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import type { AfterCommit } from '#server/platform/database/transaction.ts'
import { forgetInteractions } from '#server/processing/forget-interactions.ts'
import { TASK_CANCEL_CHANNEL } from '#server/tasks/channels.ts'
import { type ForgottenSources, forgetTasks } from '#server/tasks/forget-tasks.ts'

/**
 * Deletes everything that was computed from pages, attachments and typed texts: jobs, what was asked and answered, kept
 * answers with those in the memory of all processes. Workers that run such a job are told to stop after the commit.
 */
export async function forgetComputed(
  ctx: Pick<Context, 'bus' | 'statistics'>,
  tx: Transaction,
  afterCommit: AfterCommit,
  workspaceId: string,
  sources: ForgottenSources,
): Promise<void> {
  const tasks = await forgetTasks(tx, sources)
  const { documentIds, attachmentIds, userIds } = sources
  await forgetInteractions(tx, { taskIds: tasks.ids, documentIds, userIds })
  const tags = [
    ...documentIds.map((id) => `document:${id}`),
    ...attachmentIds.map((id) => `attachment:${id}`),
    ...userIds.map((id) => `person:${id}`),
  ]
  for (const value of tags) await invalidateEntries(ctx, tx, afterCommit, workspaceId, { by: 'tag', value })
  afterCommit(() => {
    for (const id of tasks.running) ctx.bus.notify(TASK_CANCEL_CHANNEL, id)
  })
}
