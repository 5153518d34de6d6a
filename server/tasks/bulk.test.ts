import { expect, test } from 'vitest'
import type { BulkAction, BulkTarget } from '#server/contracts/task-administration.ts'
import { newId } from '#server/platform/ids.ts'
import { enqueueActs, enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { countBulk } from './count-bulk.ts'
import { driveBulk, driveOpenBulks } from './drive-bulk.ts'
import { actOnBatch } from './internal/act-on-batch.ts'
import { readBulk } from './read-bulk.ts'
import { startBulk } from './start-bulk.ts'
import { stopBulk } from './stop-bulk.ts'
import { createTaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const { prisma } = ctx.db

type Status = 'PENDING' | 'RUNNING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
type Put = {
  status: Status
  kind?: string
  code?: string
  createdAt?: Date
  userId?: string
  insertedSeq?: number
}

async function newOwner() {
  const owner = await createPerson(ctx)
  const put = async ({ status, kind = 'summarise', code, ...more }: Put): Promise<string> => {
    const { id } = await prisma.task.create({
      data: {
        id: newId(),
        workspaceId: owner.workspaceId,
        userId: owner.userId,
        kind,
        status,
        payload: actPayload({ act: 'return' }),
        ...(code && { error: { code, message: 'It failed.', retryable: false } }),
        ...(status !== 'PENDING' && status !== 'RUNNING' && { finishedAt: new Date() }),
        ...more,
      },
    })
    return id
  }
  const count = (action: BulkAction, target: BulkTarget) => countBulk(ctx, owner.actor, { action, target })
  const confirm = async (action: BulkAction, target: BulkTarget) => {
    const { id, asOf } = await count(action, target)
    return await startBulk(ctx, owner.actor, { id, asOf, action, target })
  }
  const finish = async (id: string) =>
    await until('the act is finished', async () => {
      const view = await readBulk(ctx, owner.actor, { id })
      return view.finishedAt && view
    })
  return { ...owner, put, count, confirm, finish }
}

const statuses = async (ids: readonly string[]) => {
  const rows = await prisma.task.findMany({ where: { id: { in: [...ids] } } })
  return ids.map((id) => rows.find((row) => row.id === id)?.status)
}

test('counting changes nothing; confirming cancels exactly what fits the filter', async () => {
  const owner = await newOwner()
  const fits = [await owner.put({ status: 'PENDING' }), await owner.put({ status: 'PENDING' })]
  const others = [
    await owner.put({ status: 'PENDING', kind: 'keywords' }),
    await owner.put({ status: 'COMPLETED' }),
    await owner.put({ status: 'RUNNING', insertedSeq: 3 }),
  ]
  const target = { filter: { kind: 'summarise' } } as const
  expect(await owner.count('cancel', target)).toMatchObject({ count: 2 })
  expect(await statuses(fits)).toEqual(['PENDING', 'PENDING'])
  const { id } = await owner.confirm('cancel', target)
  expect(await owner.finish(id)).toMatchObject({ action: 'cancel', total: 2, done: 2, skipped: 0 })
  expect(await statuses(fits)).toEqual(['CANCELLED', 'CANCELLED'])
  expect(await statuses(others)).toEqual(['PENDING', 'COMPLETED', 'RUNNING'])
})

test('the filter knows status, kind, person, page, age and class of error', async () => {
  const owner = await newOwner()
  const hour = new Date(Date.now() - 3_600_000)
  const old = await owner.put({ status: 'PENDING', createdAt: hour })
  await owner.put({ status: 'PENDING' })
  const failed = await owner.put({ status: 'FAILED', code: 'provider-failed' })
  await owner.put({ status: 'FAILED', code: 'internal' })
  await owner.put({ status: 'CANCELLED' })
  const half = new Date(Date.now() - 1_800_000).toISOString()
  expect((await owner.count('cancel', { filter: { createdBefore: half } })).count).toBe(1)
  expect((await owner.count('cancel', { filter: { createdAfter: half } })).count).toBe(1)
  expect((await owner.count('cancel', { filter: { userId: owner.userId } })).count).toBe(2)
  expect((await owner.count('cancel', { filter: { userId: newId() } })).count).toBe(0)
  expect((await owner.count('cancel', { filter: { documentId: newId() } })).count).toBe(0)
  expect((await owner.count('cancel', { filter: { status: 'RUNNING' } })).count).toBe(0)
  expect((await owner.count('retry', { filter: { code: 'provider-failed' } })).count).toBe(1)
  // Who cancelled something does not want it back, unless the filter says so.
  expect((await owner.count('retry', { filter: {} })).count).toBe(2)
  expect((await owner.count('retry', { filter: { status: 'CANCELLED' } })).count).toBe(1)
  expect((await owner.count('cancel', { ids: [old, failed] })).count).toBe(1)
})

test('what is asked for after the count is left alone, and what ended meanwhile is skipped', async () => {
  const owner = await newOwner()
  const first = await owner.put({ status: 'PENDING' })
  const target = { filter: {} }
  const { id, asOf } = await owner.count('cancel', target)
  const late = await owner.put({ status: 'PENDING', createdAt: new Date(Date.parse(asOf) + 5) })
  await prisma.taskBulk.create({
    data: { id, workspaceId: owner.workspaceId, action: 'cancel', filter: {}, total: 1 },
  })
  // Another process confirmed it, and the task ended before its batch.
  await prisma.taskBulkItem.create({ data: { bulkId: id, taskId: first } })
  await prisma.task.update({ where: { id: first }, data: { status: 'COMPLETED' } })
  expect(await startBulk(ctx, owner.actor, { id, asOf, action: 'cancel', target })).toMatchObject({
    total: 1,
  })
  await driveOpenBulks(ctx)
  expect(await owner.finish(id)).toMatchObject({ total: 1, done: 0, skipped: 1 })
  const again = await owner.confirm('cancel', { filter: { createdBefore: asOf } })
  expect(again.total).toBe(0)
  expect(await statuses([first, late])).toEqual(['COMPLETED', 'PENDING'])
})

test('confirming twice is one act, with one line in the audit', async () => {
  const owner = await newOwner()
  const dead = await owner.put({ status: 'FAILED', code: 'internal' })
  const target = { filter: {} }
  const { id, asOf } = await owner.count('retry', target)
  const start = () => startBulk(ctx, owner.actor, { id, asOf, action: 'retry', target })
  await Promise.all([start(), start(), start()])
  expect(await owner.finish(id)).toMatchObject({ total: 1, done: 1 })
  expect(await prisma.task.count({ where: { replayOfId: dead } })).toBe(1)
  const acts = await prisma.auditEvent.findMany({ where: { subjectId: id } })
  expect(acts).toMatchObject([{ action: 'tasks.retried', actorId: owner.userId, detail: { total: 1 } }])
})

test('T14: a retry repeats the very payload for the person who asked, once, and the old task stays as it was', async () => {
  const owner = await newOwner()
  const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const dead = await owner.put({ status: 'FAILED', code: 'internal', userId: member.userId })
  const before = await prisma.task.findUniqueOrThrow({ where: { id: dead } })
  const { id } = await owner.confirm('retry', { ids: [dead] })
  await owner.finish(id)
  const made = await prisma.task.findFirstOrThrow({ where: { replayOfId: dead } })
  expect(made).toMatchObject({
    userId: member.userId,
    status: 'PENDING',
    payload: before.payload,
    attempt: 0,
  })
  expect(await prisma.task.findUniqueOrThrow({ where: { id: dead } })).toEqual(before)
  expect((await owner.count('retry', { ids: [dead] })).count).toBe(0)
  const item = await prisma.taskBulkItem.findFirstOrThrow({ where: { bulkId: id } })
  expect(item).toMatchObject({ outcome: 'done', newTaskId: made.id })
})

test('T14: two acts that retry the same tasks at the same time make one new task for each', async () => {
  const owner = await newOwner()
  const dead = await Promise.all(
    Array.from({ length: 30 }, () => owner.put({ status: 'FAILED', code: 'internal' })),
  )
  const [one, two] = await Promise.all([
    owner.confirm('retry', { filter: {} }),
    owner.confirm('retry', { filter: {} }),
  ])
  const views = await Promise.all([owner.finish(one.id), owner.finish(two.id)])
  expect(await prisma.task.count({ where: { replayOfId: { in: dead } } })).toBe(30)
  expect(views[0].done + views[1].done).toBe(30)
})

test('T22: a thousand waiting tasks are cancelled while workers claim them: each is either done or cancelled, none both', async () => {
  const owner = await newOwner()
  await enqueueBacklog(ctx, 1000, { workspaceId: owner.workspaceId, userId: owner.userId })
  const workers = [1, 2].map(() => createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 8 }))
  const { id, asOf, count } = await owner.count('cancel', { filter: {} })
  expect(count).toBe(1000)
  await Promise.all(workers.map((worker) => worker.start()))
  await startBulk(ctx, owner.actor, { id, asOf, action: 'cancel', target: { filter: {} } })
  const view = await owner.finish(id)
  await until('nothing is left', async () => {
    const open = { workspaceId: owner.workspaceId, finishedAt: null }
    return (await prisma.task.count({ where: open })) === 0
  })
  await Promise.all(workers.map((worker) => worker.stop()))
  const groups = await prisma.task.groupBy({
    by: ['status'],
    where: { workspaceId: owner.workspaceId },
    _count: true,
  })
  const of = (status: Status) => groups.find((group) => group.status === status)?._count ?? 0
  expect(of('COMPLETED') + of('CANCELLED')).toBe(1000)
  expect(of('CANCELLED')).toBe(view.done)
  expect(view.done + view.skipped).toBe(view.total)
}, 30_000)

test('T21: a running task is told to stop by a bulk cancel', async () => {
  const owner = await newOwner()
  const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 2 })
  await worker.start()
  const [slow = ''] = await enqueueActs(ctx, [{ act: 'wait', ms: 60_000 }], {
    workspaceId: owner.workspaceId,
    userId: owner.userId,
  })
  await until('it runs', async () => (await statuses([slow]))[0] === 'RUNNING')
  await owner.finish((await owner.confirm('cancel', { filter: { status: 'RUNNING' } })).id)
  await until('it is cancelled', async () => (await statuses([slow]))[0] === 'CANCELLED')
  await worker.stop()
})

test('rows that somebody else holds are left for a later batch, so that the act never waits in a circle', async () => {
  const owner = await newOwner()
  const free = await owner.put({ status: 'PENDING' })
  const held = await owner.put({ status: 'PENDING' })
  const { id } = await owner.count('cancel', { filter: {} })
  await prisma.taskBulk.create({
    data: { id, workspaceId: owner.workspaceId, action: 'cancel', filter: {}, total: 2 },
  })
  await prisma.taskBulkItem.createMany({ data: [free, held].map((taskId) => ({ bulkId: id, taskId })) })
  const client = await ctx.db.pool.connect()
  await client.query('BEGIN')
  await client.query('SELECT 1 FROM "Task" WHERE id = $1 FOR UPDATE', [held])
  expect(await actOnBatch(ctx, id)).toBe('more')
  expect(await statuses([free, held])).toEqual(['CANCELLED', 'PENDING'])
  expect(await actOnBatch(ctx, id)).toBe('blocked')
  await client.query('COMMIT')
  client.release()
  await driveBulk(ctx, id)
  expect(await owner.finish(id)).toMatchObject({ done: 2 })
})

test('an act that a process left is finished by another, and a deleted task is skipped', async () => {
  const owner = await newOwner()
  const there = await owner.put({ status: 'PENDING' })
  const id = newId()
  await prisma.taskBulk.create({
    data: { id, workspaceId: owner.workspaceId, action: 'cancel', filter: {}, total: 2 },
  })
  await prisma.taskBulkItem.createMany({ data: [there, newId()].map((taskId) => ({ bulkId: id, taskId })) })
  await driveOpenBulks(ctx)
  expect(await readBulk(ctx, owner.actor, { id })).toMatchObject({ done: 1, skipped: 1 })
})

test('stopping leaves alone what was not reached', async () => {
  const owner = await newOwner()
  const ids = [await owner.put({ status: 'PENDING' }), await owner.put({ status: 'PENDING' })]
  const id = newId()
  await prisma.taskBulk.create({
    data: { id, workspaceId: owner.workspaceId, action: 'cancel', filter: {}, total: 2 },
  })
  await prisma.taskBulkItem.createMany({ data: ids.map((taskId) => ({ bulkId: id, taskId })) })
  expect(await stopBulk(ctx, owner.actor, { id })).toMatchObject({ done: 0, skipped: 2 })
  await driveBulk(ctx, id)
  expect(await statuses(ids)).toEqual(['PENDING', 'PENDING'])
})

test('members and owners of other workspaces find nothing, and reach no task of this one', async () => {
  const owner = await newOwner()
  const other = await newOwner()
  const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const waiting = await owner.put({ status: 'PENDING' })
  const target = { ids: [waiting] }
  expect((await other.count('cancel', target)).count).toBe(0)
  const { id, asOf } = await owner.count('cancel', target)
  const input = { id, asOf, action: 'cancel', target } as const
  await expect(countBulk(ctx, member.actor, input)).rejects.toMatchObject({ code: 'not-found' })
  await expect(startBulk(ctx, member.actor, input)).rejects.toMatchObject({ code: 'not-found' })
  await startBulk(ctx, owner.actor, input)
  await expect(startBulk(ctx, other.actor, input)).rejects.toMatchObject({ code: 'not-found' })
  for (const act of [readBulk, stopBulk])
    for (const person of [member, other])
      await expect(act(ctx, person.actor, { id })).rejects.toMatchObject({ code: 'not-found' })
})
