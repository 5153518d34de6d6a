import { beforeEach, expect, test } from 'vitest'
import { CreateTask, type TaskView } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { countBulk } from './count-bulk.ts'
import { createSchedule } from './create-schedule.ts'
import { createTask } from './create-task.ts'
import { getTask } from './get-task.ts'
import { measureQueue } from './measure-queue.ts'
import { retryTask } from './retry-task.ts'
import { runDueSchedules } from './run-schedules.ts'
import { shedLoad } from './shed-load.ts'
import { startBulk } from './start-bulk.ts'
import { createTaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const { prisma } = ctx.db
const owner = await createPerson(ctx)
const { workspaceId } = owner
const member = await createPerson(ctx, { workspaceId })

beforeEach(async () => {
  await prisma.task.deleteMany()
  await prisma.queueShedding.deleteMany()
})

/** What a body of POST /api/v1/tasks asks for. */
function ask(more: object = {}, by = member): Promise<TaskView> {
  const source = { type: 'text', text: `A text of its own: ${newId()}.` }
  return createTask(ctx, by.actor, CreateTask.parse({ request: { kind: 'language', source }, ...more }))
}
const low = { priority: 'low' }
const read = (id: string) => getTask(ctx, member.actor, { id })

async function putFirst(...ids: string[]): Promise<void> {
  const asked = { action: 'first' as const, target: { ids } }
  const { id, asOf } = await countBulk(ctx, owner.actor, asked)
  await startBulk(ctx, owner.actor, { ...asked, id, asOf })
  await until('the act is done', async () => {
    return (await prisma.taskBulk.findUniqueOrThrow({ where: { id } })).finishedAt !== null
  })
}

/** What a worker with one slot begins, in order. */
async function begun(count: number): Promise<string[]> {
  const ids: string[] = []
  const note = async (_: unknown, { id }: { id: string }) => void ids.push(id)
  const worker = createTaskWorker(ctx, { handlers: { language: note }, concurrency: 1 })
  await worker.start()
  await until('all have begun', () => ids.length === count)
  await worker.stop()
  return ids
}

test('T5: what can wait is begun after what others asked for later', async () => {
  const waits = await ask(low)
  const [own, theirs] = [await ask(), await ask({}, owner)]
  expect(waits).toMatchObject({ priority: 'low', behind: false })
  expect(own).toMatchObject({ priority: 'normal' })
  const order = await begun(3)
  expect(order[2]).toBe(waits.id)
  expect(order.slice(0, 2).toSorted()).toEqual([own.id, theirs.id].toSorted())
})

test('T5: what an owner puts first is begun before what waited already, whoever asked and however it was asked for', async () => {
  const [older, other, waits] = [await ask(), await ask({}, owner), await ask(low)]
  await putFirst(waits.id)
  expect(await read(waits.id)).toMatchObject({ priority: 'first' })
  const order = await begun(3)
  expect(order[0]).toBe(waits.id)
  expect(order.slice(1).toSorted()).toEqual([older.id, other.id].toSorted())
  const [act] = await prisma.auditEvent.findMany({ where: { action: 'tasks.put-first' } })
  expect(act).toMatchObject({ actorId: owner.userId, workspaceId, detail: { total: 1 } })
})

test('T5: only what waits and is not first can be put first, by owners alone', async () => {
  const [one, two] = [await ask(), await ask()]
  await putFirst(one.id)
  await prisma.task.update({ where: { id: two.id }, data: { status: 'RUNNING' } })
  const asked = { action: 'first' as const, target: { ids: [one.id, two.id] } }
  expect((await countBulk(ctx, owner.actor, asked)).count).toBe(0)
  await expect(countBulk(ctx, member.actor, asked)).rejects.toMatchObject({ code: 'not-found' })
  expect(CreateTask.safeParse({ request: {}, priority: 'first' }).success).toBe(false)
})

test('T5: what can wait makes no queue too old, and neither lane is left as the queue begins or ends to shed load', async () => {
  const [waits, first] = [await ask(low), await ask(low)]
  await putFirst(first.id)
  await prisma.task.update({
    where: { id: waits.id },
    data: { runAt: new Date(Date.now() - 3_600_000) },
  })
  expect(await measureQueue(ctx)).toMatchObject({ waiting: 2, awaitedSeconds: 0 })
  for (const awaitedSeconds of [90, 0]) {
    await shedLoad(ctx, awaitedSeconds)
    expect(await read(waits.id)).toMatchObject({ priority: 'low', behind: false })
    expect(await read(first.id)).toMatchObject({ priority: 'first', behind: false })
  }
})

test('T5: a schedule asks in the lane that it was made for', async () => {
  const source = { type: 'text', text: 'Every Monday.' } as const
  const { id } = await createSchedule(ctx, member.actor, {
    ...{ request: { kind: 'language', source }, insert: false, fresh: false, priority: 'low' },
    ...{ cron: '0 9 * * 1', timeZone: 'UTC' },
  })
  await prisma.taskSchedule.update({ where: { id }, data: { nextRunAt: new Date(Date.now() - 1000) } })
  await runDueSchedules(ctx)
  const task = await prisma.task.findFirstOrThrow()
  expect(await read(task.id)).toMatchObject({ priority: 'low' })
})

test('T5: the lane is part of what a key stands for, and another try is as urgent as most', async () => {
  const request = { kind: 'language', source: { type: 'text', text: 'One text.' } }
  const first = await ask({ request, idempotencyKey: 'k', ...low })
  expect(await ask({ request, idempotencyKey: 'k', ...low })).toMatchObject({ id: first.id })
  await expect(ask({ request, idempotencyKey: 'k' })).rejects.toMatchObject({ code: 'conflict' })
  await putFirst(first.id)
  await prisma.task.update({
    where: { id: first.id },
    data: { status: 'FAILED', finishedAt: new Date() },
  })
  expect(await retryTask(ctx, member.actor, { id: first.id })).toMatchObject({ priority: 'normal' })
})
