import { afterAll, beforeAll, expect, test } from 'vitest'
import { transaction } from '#server/platform/database/transaction.ts'
import { enqueueActs, enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { adminCountTasks } from './admin-count-tasks.ts'
import { cancelTask } from './cancel-task.ts'
import { enqueueTask } from './enqueue-task.ts'
import { getTask } from './get-task.ts'
import { keepHolds } from './internal/keep-holds.ts'
import { pauseTaskKind, resumeTaskKind } from './pause-task-kind.ts'
import { createTaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const { workspaceId, userId } = owner
const workers = [1, 2].map(() => createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency: 2 }))
const own = { workspaceId, userId }

beforeAll(() => Promise.all(workers.map((worker) => worker.start())))
afterAll(() => Promise.all(workers.map((worker) => worker.stop())))

const statusOf = async (id: string) => (await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })).status
const ends = (id: string) => until('the task ends', async () => (await statusOf(id)) === 'COMPLETED')
const enqueueKeywords = () =>
  transaction(ctx, (tx, afterCommit) =>
    enqueueTask(ctx, tx, afterCommit, { ...own, kind: 'keywords', payload: actPayload({ act: 'return' }) }),
  )

test('T7: what runs finishes, what is asked for waits and says so, and resuming lets it run', async () => {
  const [running = ''] = await enqueueActs(ctx, [{ act: 'wait', ms: 600 }], own)
  await until('it runs', async () => (await statusOf(running)) === 'RUNNING')
  await pauseTaskKind(ctx, owner.actor, 'summarise')
  const [late = ''] = await enqueueActs(ctx, [{ act: 'return' }], own)
  expect(await getTask(ctx, owner.actor, { id: late })).toMatchObject({ status: 'PENDING', paused: true })
  await ends(running)
  // Two looks of each worker later it still waits.
  const looked = performance.now()
  await until('both workers looked twice', () => performance.now() - looked > 2200, 5000)
  expect(await statusOf(late)).toBe('PENDING')
  await resumeTaskKind(ctx, owner.actor, 'summarise')
  await ends(late)
  expect((await getTask(ctx, owner.actor, { id: late })).paused).toBe(false)
})

test('T7: other kinds and other workspaces go on while a kind is paused', async () => {
  const elsewhere = await createPerson(ctx)
  await pauseTaskKind(ctx, owner.actor, 'summarise')
  const [theirs = ''] = await enqueueActs(ctx, [{ act: 'return' }], {
    workspaceId: elsewhere.workspaceId,
    userId: elsewhere.userId,
  })
  await ends(theirs)
  const { id } = await enqueueKeywords()
  // No handler of the test does keywords: that it was tried is enough.
  await until('it is tried', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    return row.attempt > 0
  })
  await resumeTaskKind(ctx, owner.actor, 'summarise')
})

test('T7: a task that became ready while the pause was made is not begun, though nobody set it aside', async () => {
  await pauseTaskKind(ctx, owner.actor, 'summarise')
  const [id = ''] = await enqueueActs(ctx, [{ act: 'return' }], own)
  // As an enqueueing transaction leaves it that began before the pause was committed.
  await ctx.db.prisma.task.update({ where: { id }, data: { held: false } })
  const looked = performance.now()
  await until('a worker set it aside', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    expect(row.status).toBe('PENDING')
    return row.held
  })
  expect(performance.now() - looked).toBeLessThan(5000)
  await resumeTaskKind(ctx, owner.actor, 'summarise')
  await ends(id)
})

test('T7: a pause outlives the workers, and a backlog of thousands is set aside and taken back whole', async () => {
  const quiet = await createTestContext()
  const person = await createPerson(quiet)
  await enqueueBacklog(quiet, 5000, { workspaceId: person.workspaceId })
  await pauseTaskKind(quiet, person.actor, 'summarise')
  expect(await quiet.db.prisma.task.count({ where: { held: true } })).toBe(5000)
  expect(await quiet.db.prisma.taskPause.count()).toBe(1)
  await resumeTaskKind(quiet, person.actor, 'summarise')
  expect(await quiet.db.prisma.task.count({ where: { held: true } })).toBe(0)
  expect(await keepHolds(quiet.db.pool)).toBe(0)
})

test('the counts tell since when and by whom a kind is paused, and pausing twice is one act on record', async () => {
  await pauseTaskKind(ctx, owner.actor, 'ocr')
  await pauseTaskKind(ctx, owner.actor, 'ocr')
  const { kinds } = await adminCountTasks(ctx, owner.actor)
  expect(kinds.find(({ kind }) => kind === 'ocr')).toMatchObject({
    pausedAt: expect.stringMatching(/^20/),
    pausedBy: 'Ada Lovelace',
  })
  const acts = await ctx.db.prisma.auditEvent.findMany({ where: { subjectId: 'ocr' } })
  expect(acts).toMatchObject([{ action: 'task-kind.paused', actorId: userId, workspaceId }])
  await resumeTaskKind(ctx, owner.actor, 'ocr')
  expect((await adminCountTasks(ctx, owner.actor)).kinds.every(({ pausedAt }) => pausedAt === null)).toBe(
    true,
  )
})

test('members can neither pause nor resume', async () => {
  const member = await createPerson(ctx, { workspaceId })
  for (const act of [pauseTaskKind, resumeTaskKind])
    await expect(act(ctx, member.actor, 'summarise')).rejects.toMatchObject({ code: 'not-found' })
  expect(await ctx.db.prisma.taskPause.count()).toBe(0)
})

test('T20: what is set aside can be cancelled', async () => {
  await pauseTaskKind(ctx, owner.actor, 'summarise')
  const [id = ''] = await enqueueActs(ctx, [{ act: 'return' }], own)
  expect(await cancelTask(ctx, owner.actor, { id })).toMatchObject({ status: 'CANCELLED', paused: false })
  await resumeTaskKind(ctx, owner.actor, 'summarise')
})
