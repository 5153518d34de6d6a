import { expect, test } from 'vitest'
import { CreateSchedule, SCHEDULES_MAX } from '#server/contracts/schedules.ts'
import { createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { pauseSchedule, removeSchedule, resumeSchedule } from './change-schedule.ts'
import { createSchedule } from './create-schedule.ts'
import { forgetTasks } from './forget-tasks.ts'
import { listSchedules } from './list-schedules.ts'
import { runDueSchedules } from './run-schedules.ts'
import { startScheduleClock } from './schedule-clock.ts'

const ctx = await createTestContext()
const other = await createTestContext({ DATABASE_URL: ctx.config.databaseUrl ?? '' })
const owner = await createPerson(ctx)
const { request } = actPayload({ act: 'return' })
const DAY_MS = 86_400_000

const set = (by: TestPerson = owner, more: object = {}) =>
  createSchedule(
    ctx,
    by.actor,
    CreateSchedule.parse({ request, cron: '0 9 1 * *', timeZone: 'Europe/Berlin', ...more }),
  )
const row = (id: string) => ctx.db.prisma.taskSchedule.findUniqueOrThrow({ where: { id } })
const tasksOf = (by: TestPerson) =>
  ctx.db.prisma.task.findMany({ where: { userId: by.userId }, orderBy: { createdAt: 'asc' } })
const view = async (by: TestPerson, id: string) => {
  const { items } = await listSchedules(ctx, by.actor)
  const found = items.find((item) => item.id === id)
  if (!found) throw new Error('no such schedule')
  return found
}
/** As if its moment had come so long ago. */
const due = (id: string, agoMs = 1000) =>
  ctx.db.prisma.taskSchedule.update({ where: { id }, data: { nextRunAt: new Date(Date.now() - agoMs) } })
const end = (by: TestPerson) =>
  ctx.db.prisma.task.updateMany({
    where: { userId: by.userId },
    data: { status: 'COMPLETED', finishedAt: new Date() },
  })

test('T37: a schedule that is due asks for its task once, however many look at once, and for the next moment after', async () => {
  const person = await createPerson(ctx)
  const { id, nextRuns } = await set(person)
  expect(nextRuns).toHaveLength(3)
  expect(await runDueSchedules(ctx)).toBe(0)
  await due(id)
  const asked = await Promise.all([ctx, other, ctx, other].map(runDueSchedules))
  expect(asked.reduce((sum, each) => sum + each)).toBe(1)
  const [task, ...more] = await tasksOf(person)
  expect(more).toEqual([])
  expect(task).toMatchObject({ kind: 'summarise', workspaceId: person.workspaceId, payload: { request } })
  expect((await row(id)).nextRunAt.toISOString()).toBe(nextRuns[0])
  expect(await view(person, id)).toMatchObject({ last: { taskId: task?.id, status: 'PENDING' }, nextRuns })
  await end(person)
})

test('T37: of many runs that were missed one is made up for', async () => {
  const person = await createPerson(ctx)
  const { id, nextRuns } = await set(person)
  await due(id, 10 * DAY_MS)
  await runDueSchedules(ctx)
  await end(person)
  await runDueSchedules(ctx)
  expect(await tasksOf(person)).toHaveLength(1)
  expect((await row(id)).nextRunAt.toISOString()).toBe(nextRuns[0])
})

test('T37: a run is left out while the task of the last one has not ended', async () => {
  const person = await createPerson(ctx)
  const { id } = await set(person)
  await due(id)
  await runDueSchedules(ctx)
  await due(id)
  expect(await runDueSchedules(ctx)).toBe(0)
  expect((await row(id)).nextRunAt.getTime()).toBeGreaterThan(Date.now())
  await end(person)
  await due(id)
  expect(await runDueSchedules(ctx)).toBe(1)
  expect(await tasksOf(person)).toHaveLength(2)
  await end(person)
})

test('T39: it asks with the access that its person has by then, and stops with the reason where that is lost', async () => {
  const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const documentId = await createPage(ctx, owner)
  const source = { kind: 'keywords', source: { type: 'document', documentId }, count: 10 }
  const into = await set(member, { documentId, insert: true })
  const reads = await set(member, { request: source })
  for (const { id } of [into, reads]) await due(id)
  expect(await runDueSchedules(ctx)).toBe(2)
  await end(member)
  await ctx.db.prisma.documentAccess.updateMany({
    where: { documentId, subject: 'workspace' },
    data: { role: 'viewer' },
  })
  for (const { id } of [into, reads]) await due(id)
  expect(await runDueSchedules(ctx)).toBe(1)
  expect(await view(member, into.id)).toMatchObject({
    stopped: expect.stringContaining('no longer open to you'),
    nextRuns: [],
  })
  expect((await view(member, reads.id)).stopped).toBeNull()
  // With the access back, its person lets it go on.
  await ctx.db.prisma.documentAccess.updateMany({
    where: { documentId, subject: 'workspace' },
    data: { role: 'editor' },
  })
  expect(await resumeSchedule(ctx, member.actor, into)).toMatchObject({ stopped: null })
})

test.each([
  ['left the workspace', (userId: string) => ctx.db.prisma.membership.deleteMany({ where: { userId } })],
  [
    'was suspended',
    (userId: string) =>
      ctx.db.prisma.user.update({ where: { id: userId }, data: { suspendedAt: new Date() } }),
  ],
])('T39: it stops when its person %s', async (_what, lose) => {
  const member = await createPerson(ctx, { workspaceId: owner.workspaceId })
  const { id } = await set(member)
  await lose(member.userId)
  await due(id)
  expect(await runDueSchedules(ctx)).toBe(0)
  expect(await tasksOf(member)).toEqual([])
  expect((await row(id)).stopped).toContain('no longer a member')
})

test('T39: one cannot be set for a page that its person may not read, nor into one that they may not edit', async () => {
  const stranger = await createPerson(ctx)
  const documentId = await createPage(ctx, owner)
  for (const more of [
    { request: { kind: 'keywords', source: { type: 'document', documentId }, count: 10 } },
    { documentId, insert: true },
  ])
    await expect(set(stranger, more)).rejects.toMatchObject({ code: 'not-found' })
  await expect(set(owner, { insert: true })).rejects.toMatchObject({ code: 'invalid-input' })
})

test('T38: a schedule names its next three moments as its zone has them, none while paused, and from now on after', async () => {
  const person = await createPerson(ctx)
  // Hours that the clocks of Auckland and of the server disagree about, half a day apart.
  const { id, nextRuns } = await set(person, { cron: '30 9 * * *', timeZone: 'Pacific/Auckland' })
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone: 'Pacific/Auckland', hour: '2-digit', minute: '2-digit' },
  })
  expect(nextRuns.map((run) => clock.format(new Date(run)))).toEqual(['09:30', '09:30', '09:30'])
  const times = nextRuns.map((run) => Date.parse(run))
  expect(times.toSorted((a, b) => a - b)).toEqual(times)
  expect(new Set(times).size).toBe(3)
  expect(times[0]).toBeGreaterThan(Date.now() - 60_000)
  expect(times[0]).toBeLessThan(Date.now() + 25 * 3_600_000)
  expect((await view(person, id)).nextRuns).toEqual(nextRuns)
  await pauseSchedule(ctx, person.actor, { id })
  expect((await view(person, id)).nextRuns).toEqual([])
  await due(id, 5 * DAY_MS)
  const resumed = await resumeSchedule(ctx, person.actor, { id })
  expect(resumed.nextRuns).toHaveLength(3)
  expect(Date.parse(resumed.nextRuns[0] ?? '')).toBeGreaterThan(Date.now() - 60_000)
  expect((await view(person, id)).nextRuns).toEqual(resumed.nextRuns)
  await removeSchedule(ctx, person.actor, { id })
})

test('T37: a paused schedule asks for nothing, a resumed one for its next moment, a removed one is gone', async () => {
  const person = await createPerson(ctx)
  const { id } = await set(person)
  expect(await pauseSchedule(ctx, person.actor, { id })).toMatchObject({
    nextRuns: [],
    pausedAt: expect.any(String),
  })
  await due(id, 5 * DAY_MS)
  expect(await runDueSchedules(ctx)).toBe(0)
  expect((await resumeSchedule(ctx, person.actor, { id })).nextRuns).toHaveLength(3)
  expect(await runDueSchedules(ctx)).toBe(0)
  await removeSchedule(ctx, person.actor, { id })
  expect(await listSchedules(ctx, person.actor)).toEqual({ items: [] })
  expect(await ctx.db.prisma.auditEvent.count({ where: { subjectId: id } })).toBe(2)
})

test('a schedule is its person’s own: for everybody else it is not there', async () => {
  const { id } = await set()
  for (const by of [await createPerson(ctx), await createPerson(ctx, { workspaceId: owner.workspaceId })]) {
    for (const act of [pauseSchedule, resumeSchedule, removeSchedule])
      await expect(act(ctx, by.actor, { id })).rejects.toMatchObject({ code: 'not-found' })
    expect((await listSchedules(ctx, by.actor)).items).toEqual([])
  }
  await removeSchedule(ctx, owner.actor, { id })
})

test('a person has a limited number of them', async () => {
  const person = await createPerson(ctx)
  const { id, ...first } = await ctx.db.prisma.taskSchedule.findUniqueOrThrow({
    where: { id: (await set(person)).id },
  })
  await ctx.db.prisma.taskSchedule.createMany({
    data: Array.from({ length: SCHEDULES_MAX - 1 }, () => ({ ...first, payload: { request } })),
  })
  await expect(set(person)).rejects.toMatchObject({ code: 'conflict' })
})

test('what erases a page erases the schedules that read it or write into it', async () => {
  const person = await createPerson(ctx)
  const [read, written] = [await createPage(ctx, person), await createPage(ctx, person)]
  await set(person, {
    request: { kind: 'keywords', source: { type: 'document', documentId: read }, count: 10 },
  })
  await set(person, { documentId: written })
  const stays = await set(person)
  await ctx.db.prisma.$transaction((tx) =>
    forgetTasks(tx, { documentIds: [read, written], attachmentIds: [], userIds: [] }),
  )
  expect((await listSchedules(ctx, person.actor)).items.map(({ id }) => id)).toEqual([stays.id])
})

test('T37: the clock of a worker finds what is due', async () => {
  const person = await createPerson(ctx)
  const { id } = await set(person)
  const clock = startScheduleClock(ctx, 20)
  try {
    await due(id)
    await until('it has asked', async () => (await tasksOf(person)).length === 1)
  } finally {
    await clock.stop()
  }
})
