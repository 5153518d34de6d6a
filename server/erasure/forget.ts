import { CACHE_CHANNEL } from '#server/cache/cache-channel.ts'
import { forgetEntries } from '#server/cache/forget-entries.ts'
import type { Context } from '#server/platform/context.ts'
import type { Transaction } from '#server/platform/database/database.ts'
import { forgetInteractions } from '#server/processing/forget-interactions.ts'
import { TASK_CANCEL_CHANNEL } from '#server/tasks/channels.ts'
import { type ForgottenSources, forgetTasks } from '#server/tasks/forget-tasks.ts'

/**
 * Deletes everything that was computed from pages, attachments and typed texts: jobs, what was asked and answered, kept
 * answers. Returns what other processes have to be told after the commit: a worker stops, memories drop what they hold.
 */
export async function forgetComputed(
  ctx: Pick<Context, 'bus'>,
  tx: Transaction,
  sources: ForgottenSources,
): Promise<() => void> {
  const tasks = await forgetTasks(tx, sources)
  const { documentIds, attachmentIds, userIds } = sources
  await forgetInteractions(tx, { taskIds: tasks.ids, documentIds, userIds })
  const keys = await forgetEntries(tx, [
    ...documentIds.map((id) => `document:${id}`),
    ...attachmentIds.map((id) => `attachment:${id}`),
    ...userIds.map((id) => `person:${id}`),
  ])
  return () => {
    for (const id of tasks.running) ctx.bus.notify(TASK_CANCEL_CHANNEL, id)
    for (const key of keys) ctx.bus.notify(CACHE_CHANNEL, key)
  }
}
