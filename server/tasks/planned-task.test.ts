import { expect, test } from 'vitest'
import { CreateTask } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { beginTask } from './begin-task.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'
import { getTask } from './get-task.ts'
import { pauseTaskKind, resumeTaskKind } from './pause-task-kind.ts'
import { retryTask } from './retry-task.ts'
import { createTaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
const { actor } = owner
const { request } = actPayload({ act: 'return' })
const HOUR_MS = 3_600_000
const after = (ms: number) => new Date(Date.now() + ms).toISOString()
const ask = (more: object = {}) => createTask(ctx, actor, CreateTask.parse({ request, ...more }))
const view = (id: string) => getTask(ctx, actor, { id })
const row = (id: string) => ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })

async function working(during: () => Promise<void>): Promise<void> {
  const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 2, pollMs: 100 })
  await worker.start()
  try {
    await during()
  } finally {
    await worker.stop()
  }
}
const ended = (id: string) => until('the task has ended', async () => (await view(id)).status === 'COMPLETED')

test('T32: a task is not begun before the time that was asked for, by the clock of the database, and is begun then', async () => {
  const late = await ask({ runAt: after(HOUR_MS) })
  const soon = await ask({ runAt: after(700) })
  const now = await ask()
  const over = await ask({ runAt: after(-HOUR_MS) })
  expect(over.runAt).toBe(over.createdAt)
  await working(async () => {
    for (const { id } of [now, over, soon]) await ended(id)
    const begun = await row(soon.id)
    expect(Number(begun.startedAt)).toBeGreaterThanOrEqual(Date.parse(soon.runAt))
    expect(await view(late.id)).toMatchObject({ status: 'PENDING', attempt: 0, runAt: late.runAt })
  })
})

test('T32: a planned task is begun now when somebody who may says so, and then only', async () => {
  const { id } = await ask({ runAt: after(HOUR_MS) })
  const stranger = await createPerson(ctx)
  await expect(beginTask(ctx, member.actor, { id })).rejects.toMatchObject({ code: 'not-found' })
  await expect(beginTask(ctx, stranger.actor, { id })).rejects.toMatchObject({ code: 'not-found' })
  await working(async () => {
    expect(Date.parse((await beginTask(ctx, actor, { id })).runAt)).toBeLessThan(Date.now() + 1000)
    await ended(id)
  })
  await expect(beginTask(ctx, actor, { id })).rejects.toMatchObject({ code: 'conflict' })
})

test('T32: a planned task is cancelled at once, and what was tried again begins at once', async () => {
  const { id } = await ask({ runAt: after(HOUR_MS) })
  expect(await cancelTask(ctx, actor, { id })).toMatchObject({ status: 'CANCELLED' })
  const again = await retryTask(ctx, actor, { id })
  expect(again.runAt).toBe(again.createdAt)
})

test('T32: begun now or not, a task of a paused kind waits', async () => {
  await pauseTaskKind(ctx, actor, 'summarise')
  const { id } = await ask({ runAt: after(HOUR_MS) })
  await beginTask(ctx, actor, { id })
  expect(await view(id)).toMatchObject({ status: 'PENDING', paused: true })
  await resumeTaskKind(ctx, actor, 'summarise')
  await cancelTask(ctx, actor, { id })
})

test('T32: a task may wait for a year, and no longer', async () => {
  await expect(ask({ runAt: after(400 * 24 * HOUR_MS) })).rejects.toMatchObject({
    code: 'invalid-input',
    faults: [{ path: 'runAt', message: 'At most a year ahead' }],
  })
  const { id } = await ask({ runAt: after(364 * 24 * HOUR_MS) })
  await cancelTask(ctx, actor, { id })
})

test('T2, T32: the same key for another time is another request', async () => {
  const [idempotencyKey, runAt] = [newId(), after(HOUR_MS)]
  const first = await ask({ idempotencyKey, runAt })
  expect(await ask({ idempotencyKey, runAt })).toEqual(first)
  await expect(ask({ idempotencyKey, runAt: after(2 * HOUR_MS) })).rejects.toMatchObject({ code: 'conflict' })
  await expect(ask({ idempotencyKey })).rejects.toMatchObject({ code: 'conflict' })
  await cancelTask(ctx, actor, first)
})
