import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { enqueueTask, type NewTask } from '#server/tasks/enqueue-task.ts'
import { type Act, actPayload } from './test-task-handlers.ts'

export type ActOptions = Partial<
  Pick<NewTask, 'userId' | 'documentId' | 'priority' | 'maxAttempts' | 'timeoutMs'>
> & {
  workspaceId: string
}

export async function createWorkspace(ctx: Context): Promise<string> {
  const workspace = await ctx.db.prisma.workspace.create({ data: { id: newId(), name: 'Tests' } })
  return workspace.id
}

/** Enqueues tasks that do these acts, in one transaction; gives their ids in order. */
export function enqueueActs(ctx: Context, acts: readonly Act[], options: ActOptions): Promise<string[]> {
  return transaction(ctx, async (tx, afterCommit) => {
    const ids: string[] = []
    for (const act of acts) {
      const { id } = await enqueueTask(ctx, tx, afterCommit, {
        userId: null,
        kind: 'summarise',
        payload: actPayload(act),
        ...options,
      })
      ids.push(id)
    }
    return ids
  })
}

/** Enqueues `count` tasks that return at once, in one statement, for backlogs; wakes nobody. */
export async function enqueueBacklog(
  ctx: Context,
  count: number,
  { workspaceId, userId = null, priority = 0 }: ActOptions,
  act: Act = { act: 'return' },
): Promise<void> {
  await ctx.db.pool.query(
    `INSERT INTO "Task" (id, "workspaceId", "userId", kind, payload, priority)
     SELECT gen_random_uuid(), $1, $2, 'summarise', $3, $4 FROM generate_series(1, $5)`,
    [workspaceId, userId, JSON.stringify(actPayload(act)), priority, count],
  )
}
