import { afterEach, expect, test } from 'vitest'
import type { KindCap } from '#server/contracts/admin.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { enqueueActs, enqueueBacklog } from '#server/testing/enqueue-acts.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startWorkerProcess } from '#server/testing/start-worker-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type Act, actPayload, testTaskHandlers } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { adminCountTasks } from './admin-count-tasks.ts'
import { beginTask } from './begin-task.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'
import { getTask } from './get-task.ts'
import { admitTasks } from './internal/admit-tasks.ts'
import { createEnginePool } from './internal/engine-pool.ts'
import { keepHolds } from './internal/keep-holds.ts'
import { pauseTaskKind, resumeTaskKind } from './pause-task-kind.ts'
import { setKindCap, setPersonCap } from './set-task-cap.ts'
import { createTaskWorker, type TaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const { pool } = ctx.db
const owner = await createPerson(ctx)
const { actor, workspaceId, userId } = owner
const member = await createPerson(ctx, { workspaceId })
const workers: TaskWorker[] = []

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()))
  await ctx.db.prisma.task.deleteMany()
  await ctx.db.prisma.taskCap.deleteMany()
})

const cap = (limits: Partial<KindCap>) =>
  setKindCap(ctx, actor, 'summarise', { total: null, perPerson: null, ...limits })
const ask = (act: Act = { act: 'return' }, by = owner, more: object = {}) =>
  createTask(ctx, by.actor, CreateTask.parse({ request: actPayload(act).request, ...more }))
const view = (id: string) => getTask(ctx, actor, { id })
const row = (id: string) => ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
const slots = (more: object = {}) =>
  ctx.db.prisma.task.count({ where: { slot: true, status: 'PENDING', ...more } })
const ended = () =>
  until('all have ended', async () => {
    return (await ctx.db.prisma.task.count({ where: { status: { in: ['PENDING', 'RUNNING'] } } })) === 0
  })

async function work(concurrency = 8, pollMs = 100): Promise<void> {
  const worker = createTaskWorker(ctx, { handlers: testTaskHandlers, concurrency, pollMs })
  workers.push(worker)
  await worker.start()
}

/** The most attempts that the database has seen under way at one time. */
async function mostAtOnce(more = ''): Promise<number> {
  const { rows } = await pool.query(
    `SELECT max(n)::int AS most FROM (SELECT (SELECT count(*) FROM "TaskAttempt" b JOIN "Task" u ON u.id = b."taskId"
        WHERE b."startedAt" <= a."startedAt" AND b."endedAt" > a."startedAt" ${more}) AS n
      FROM "TaskAttempt" a JOIN "Task" t ON t.id = a."taskId") each`,
  )
  return rows[0].most
}

test('T35: no more than a cap says are under way at a time, whoever asks and however many workers there are', async () => {
  await cap({ total: 2 })
  await work()
  await work()
  const acts = Array.from({ length: 10 }, (): Act => ({ act: 'wait', ms: 20 }))
  for (const person of [owner, member]) await enqueueActs(ctx, acts, { workspaceId, userId: person.userId })
  await ended()
  expect(await mostAtOnce()).toBe(2)
  expect(await ctx.db.prisma.taskAttempt.count()).toBe(20)
})

test('T35: of one person no more are under way than the cap of a kind, and that of every kind together, say', async () => {
  await cap({ total: 5, perPerson: 2 })
  await setPersonCap(ctx, actor, { perPerson: 3 })
  for (const person of [owner, member])
    await enqueueActs(ctx, Array(6).fill({ act: 'return' }), { workspaceId, userId: person.userId })
  await admitTasks(pool)
  expect([await slots({ userId }), await slots({ userId: member.userId })]).toEqual([2, 2])
  await cap({ total: null, perPerson: null })
  await admitTasks(pool)
  expect([await slots({ userId }), await slots({ userId: member.userId })]).toEqual([3, 3])
})

test('T35: a task that waits for room says which limit is taken, and how far', async () => {
  await cap({ total: 2 })
  const asked = []
  for (let n = 0; n < 3; n++) asked.push(await ask({ act: 'wait', ms: 60_000 }))
  const last = asked[2]?.id ?? ''
  expect(asked[2]).toMatchObject({ queued: true, paused: false, waits: false })
  await work()
  await until('two run', async () => (await ctx.db.prisma.task.count({ where: { status: 'RUNNING' } })) === 2)
  expect(await view(last)).toMatchObject({
    queued: true,
    cap: { running: 2, of: 2, whose: 'everybody' },
  })
  await cap({ total: null, perPerson: 1 })
  expect(await view(last)).toMatchObject({ queued: true, cap: { running: 2, of: 1, whose: 'person' } })
  await setPersonCap(ctx, actor, { perPerson: 2 })
  await cap({})
  expect(await view(last)).toMatchObject({ queued: true, cap: { running: 2, of: 2, whose: 'person' } })
  for (const { id } of asked) await cancelTask(ctx, actor, { id })
  await ended()
})

test('T35: what was asked for while the cap was made is not begun without room, though nobody set it aside', async () => {
  await cap({ total: 1 })
  const [first, second] = [await ask({ act: 'wait', ms: 60_000 }), await ask()]
  // As an enqueueing transaction leaves it that began before the cap was committed.
  await ctx.db.prisma.task.update({ where: { id: second.id }, data: { held: false, queued: false } })
  await admitTasks(pool)
  // Without polls nobody sets it aside: the claim alone refuses it.
  await work(8, 60_000)
  await until('the first runs', async () => (await row(first.id)).status === 'RUNNING')
  ctx.bus.notify('task')
  await until('another kind is tried, past it', async () => {
    const other = await enqueueActs(ctx, [{ act: 'return' }], {
      workspaceId: (await createPerson(ctx)).workspaceId,
    })
    await until('it ends', async () => (await row(other[0] ?? '')).status === 'COMPLETED')
    return true
  })
  expect(await row(second.id)).toMatchObject({ status: 'PENDING', held: false })
  await keepHolds(pool)
  expect(await row(second.id)).toMatchObject({ held: true, queued: true })
  await cancelTask(ctx, actor, first)
  await ended()
})

test('T35: a lower cap lets what runs go on, and takes back what was not begun', async () => {
  await cap({ total: 4 })
  await enqueueActs(ctx, Array(6).fill({ act: 'return' }), { workspaceId, userId })
  await admitTasks(pool)
  expect(await slots()).toBe(4)
  await cap({ total: 1 })
  await admitTasks(pool)
  expect(await slots()).toBe(1)
  await work()
  await ended()
})

test('T36: room that is left by an end, a cancellation, a failure or a later try is filled', async () => {
  await cap({ total: 1 })
  await work()
  const asked = []
  for (const act of ['return', 'refuse', 'break', 'wait'] as const)
    asked.push(await ask({ act, ...(act === 'wait' && { ms: 60_000 }) }))
  const last = await ask()
  const waiting = asked[3]?.id ?? ''
  await until('the fourth runs', async () => (await row(waiting)).status === 'RUNNING')
  // The third failed and is tried again later: meanwhile its room is the others'.
  const third = asked[2]?.id ?? ''
  await ctx.db.prisma.task.updateMany({
    where: { id: third, status: 'PENDING' },
    data: { runAt: new Date(Date.now() + 3_600_000) },
  })
  await cancelTask(ctx, actor, { id: waiting })
  await until('the last ends', async () => (await row(last.id)).status === 'COMPLETED')
  expect(await view(third)).toMatchObject({ status: 'PENDING' })
  expect((await row(third)).slot).toBe(false)
  await beginTask(ctx, actor, { id: third })
  await until('it was tried again', async () => (await row(third)).attempt > 1)
  await cancelTask(ctx, actor, { id: third })
  await ended()
})

test('T36: a worker that is killed leaves its room to the next, and no task is lost', async () => {
  await cap({ total: 2 })
  const killed = await startWorkerProcess(ctx, { concurrency: 4 })
  const acts: Act[] = [1, 2].map(() => ({ act: 'wait-once', ms: 60_000 }))
  await enqueueActs(ctx, [...acts, { act: 'return' }, { act: 'return' }], { workspaceId, userId })
  await until('two run', async () => (await ctx.db.prisma.task.count({ where: { status: 'RUNNING' } })) === 2)
  await killed.kill('SIGKILL')
  await work()
  await ended()
  expect(await ctx.db.prisma.task.count({ where: { status: 'COMPLETED' } })).toBe(4)
})

test('T36: one’s backlog of thousands keeps nobody from a turn, and a look reads none of it', async () => {
  await cap({ total: 1 })
  await enqueueBacklog(ctx, 3000, { workspaceId, userId })
  const theirs = await ask({ act: 'return' }, member)
  await keepHolds(pool)
  expect(await ctx.db.prisma.task.count({ where: { queued: true } })).toBe(3001)
  const turns = []
  for (let n = 0; n < 4; n++) {
    const [id = ''] = await admitTasks(pool)
    turns.push((await row(id)).userId)
    await ctx.db.prisma.task.update({ where: { id }, data: { status: 'COMPLETED', finishedAt: new Date() } })
  }
  expect(turns.slice(0, 2).toSorted()).toEqual([userId, member.userId].toSorted())
  expect(await row(theirs.id)).toMatchObject({ status: 'COMPLETED' })
  // What the connections of the test itself read before may be counted late, some hundreds a look; reading the line is 3,000.
  expect(await readsOfALook()).toBeLessThan(1000)
})

/** Rows of tasks that each look of a worker reads, on a connection as workers have. */
async function readsOfALook(): Promise<number> {
  const looks = 50
  const engine = createEnginePool(ctx.config.databaseUrl ?? '', 'looking engine')
  const read = async () => {
    const { rows } = await pool.query(
      `SELECT idx_tup_fetch + seq_tup_read AS read,
        (SELECT count(*)::int FROM pg_stat_activity WHERE application_name = 'looking engine') AS looking
       FROM pg_stat_user_tables WHERE relname = 'Task'`,
    )
    return { read: Number(rows[0].read), looking: rows[0].looking }
  }
  const before = await read()
  for (let n = 0; n < looks; n++) await admitTasks(engine)
  // The counters of a connection are complete once it has ended.
  await engine.end()
  const after = await until('the counters are in', async () => {
    const now = await read()
    return now.looking === 0 && now
  })
  return (after.read - before.read) / looks
}

test('T35: a pause holds what a cap counts, and lets it go back into its line', async () => {
  await cap({ total: 1 })
  const [first, second] = [await ask(), await ask()]
  await admitTasks(pool)
  await pauseTaskKind(ctx, actor, 'summarise')
  for (const { id } of [first, second]) expect(await view(id)).toMatchObject({ paused: true, queued: false })
  expect(await slots()).toBe(0)
  expect(await ask()).toMatchObject({ paused: true, queued: false })
  await resumeTaskKind(ctx, actor, 'summarise')
  expect(await view(second.id)).toMatchObject({ paused: false, queued: true })
  await work()
  await ended()
})

test('T35: what waited for another task, or for its time, takes room only then', async () => {
  await cap({ total: 1 })
  const late = await ask({ act: 'return' }, owner, { runAt: new Date(Date.now() + 3_600_000).toISOString() })
  const first = await ask({ act: 'wait', ms: 50 })
  const second = await ask({ act: 'return' }, owner, { after: [first.id] })
  expect(second).toMatchObject({ waits: true, queued: false })
  await work()
  await until('the second ends', async () => (await row(second.id)).status === 'COMPLETED')
  expect(await view(late.id)).toMatchObject({ status: 'PENDING', queued: true, cap: null })
  expect(await mostAtOnce()).toBe(1)
})

test('a cap that goes lets go what waited for it', async () => {
  await cap({ total: 1 })
  const first = await ask({ act: 'wait', ms: 60_000 })
  const second = await ask()
  await work()
  await cap({})
  await until('the second ends', async () => (await row(second.id)).status === 'COMPLETED')
  expect(await ctx.db.prisma.taskCap.count()).toBe(0)
  await cancelTask(ctx, actor, first)
  await ended()
})

test('owners alone set caps, which stand in the counts and on record', async () => {
  await expect(setKindCap(ctx, member.actor, 'ocr', { total: 1, perPerson: null })).rejects.toMatchObject({
    code: 'not-found',
  })
  await setKindCap(ctx, actor, 'ocr', { total: 3, perPerson: 1 })
  await setPersonCap(ctx, actor, { perPerson: 7 })
  const { kinds, personCap } = await adminCountTasks(ctx, actor)
  expect(kinds.find(({ kind }) => kind === 'ocr')?.cap).toEqual({ total: 3, perPerson: 1 })
  expect(personCap).toEqual({ perPerson: 7 })
  const acts = await ctx.db.prisma.auditEvent.findMany({
    where: { action: 'task-cap.set', subjectId: 'ocr' },
  })
  expect(acts).toMatchObject([{ actorId: userId, detail: { total: 3, perPerson: 1 } }])
})

test('a cap counts the workspace that set it alone', async () => {
  const elsewhere = await createPerson(ctx)
  await cap({ total: 1 })
  const other = await createTask(
    ctx,
    elsewhere.actor,
    CreateTask.parse({ request: actPayload({ act: 'return' }).request, idempotencyKey: newId() }),
  )
  expect(other.queued).toBe(false)
})
