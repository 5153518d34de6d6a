import type { Transaction } from '#server/platform/database/database.ts'
import { notFound } from '#server/platform/errors.ts'

/**
 * Lets a new task wait for others. Their rows are locked, so that each either ends before and is looked at when this commits, or
 * ends later and knows that it is followed. A task can only wait for older ones: there are no circles. Throws `not-found`.
 */
export async function followTasks(tx: Transaction, taskId: string, after: readonly string[]): Promise<void> {
  // In one order, so that two who wait for the same tasks do not wait for each other.
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT id FROM "Task" WHERE id = ANY (${after}::uuid[]) ORDER BY id FOR NO KEY UPDATE`
  if (rows.length < after.length) throw notFound('job to wait for')
  await tx.$executeRaw`UPDATE "Task" SET followed = true WHERE id = ANY (${after}::uuid[])`
  await tx.$executeRaw`
    INSERT INTO "TaskDependency" ("taskId", "afterId") SELECT ${taskId}::uuid, unnest(${after}::uuid[])`
}
