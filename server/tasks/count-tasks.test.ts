import { expect, test } from 'vitest'
import type { TaskStatus } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { adminCountTasks } from './admin-count-tasks.ts'
import { countEnded } from './internal/count-ended.ts'

const ctx = await createTestContext()

async function put(workspaceId: string, status: TaskStatus, count: number, secondsAgo = 3600): Promise<void> {
  const finishedAt = ['PENDING', 'RUNNING'].includes(status) ? null : new Date(Date.now() - secondsAgo * 1000)
  await ctx.db.prisma.task.createMany({
    data: Array.from({ length: count }, () => ({
      ...{ id: newId(), workspaceId, kind: 'summarise', payload: {}, status, finishedAt },
    })),
  })
}

test('every ended task counts once: before the count that is kept, while it was made, and after', async () => {
  const owner = await createPerson(ctx)
  const elsewhere = await createPerson(ctx)
  const { workspaceId } = owner
  await put(workspaceId, 'COMPLETED', 7)
  await put(workspaceId, 'FAILED', 2)
  await put(workspaceId, 'CANCELLED', 1, 5)
  await put(elsewhere.workspaceId, 'COMPLETED', 50)
  expect(await countEnded(ctx, workspaceId)).toEqual({ COMPLETED: 7, FAILED: 2, CANCELLED: 1 })
  // The count is kept from here on; what ends now is seen all the same.
  await put(workspaceId, 'COMPLETED', 3, 0)
  // A settlement whose moment was before the count, but which committed after it.
  await put(workspaceId, 'FAILED', 1, 6)
  expect(await countEnded(ctx, workspaceId)).toEqual({ COMPLETED: 10, FAILED: 3, CANCELLED: 1 })
  expect(await countEnded(ctx, elsewhere.workspaceId)).toMatchObject({ COMPLETED: 50 })
})

test('a task that is waiting, running or paused counts among its kind, and never among the ended', async () => {
  const { workspaceId, actor } = await createPerson(ctx)
  await put(workspaceId, 'PENDING', 4)
  await put(workspaceId, 'RUNNING', 2)
  await put(workspaceId, 'COMPLETED', 3)
  const { byStatus, kinds } = await adminCountTasks(ctx, actor)
  expect(byStatus).toEqual({ PENDING: 4, RUNNING: 2, COMPLETED: 3, FAILED: 0, CANCELLED: 0 })
  expect(kinds.find(({ kind }) => kind === 'summarise')).toMatchObject({ waiting: 4, running: 2 })
})

test('a hundred screens that ask at once hold no more connections than one, and see a change soon', async () => {
  const { workspaceId, actor } = await createPerson(ctx)
  await put(workspaceId, 'PENDING', 1)
  await adminCountTasks(ctx, actor)
  let taken = 0
  const note = (): void => {
    taken += 1
  }
  ctx.db.pool.on('acquire', note)
  await until('what was shared is over', async () => {
    taken = 0
    await adminCountTasks(ctx, actor)
    return taken > 0
  })
  const alone = taken
  taken = 0
  await Promise.all(Array.from({ length: 100 }, () => adminCountTasks(ctx, actor)))
  expect(taken).toBeLessThanOrEqual(alone)
  ctx.db.pool.off('acquire', note)
  await put(workspaceId, 'PENDING', 1)
  await until('it is seen', async () => (await adminCountTasks(ctx, actor)).byStatus.PENDING === 2)
})

test('what one workspace has is not told to another that asks in the same moment', async () => {
  const [one, two] = [await createPerson(ctx), await createPerson(ctx)]
  await put(one.workspaceId, 'PENDING', 3)
  const [first, second] = await Promise.all([
    adminCountTasks(ctx, one.actor),
    adminCountTasks(ctx, two.actor),
  ])
  expect([first.byStatus.PENDING, second.byStatus.PENDING]).toEqual([3, 0])
})
