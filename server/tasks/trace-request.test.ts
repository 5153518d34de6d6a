import { expect, test } from 'vitest'
import { AuditEventPage, RequestTrace } from '#server/contracts/audit.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { withLogFields } from '#server/platform/logging/log-context.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { listAuditEvents } from '#server/workspaces/list-audit-events.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'
import { traceRequest } from './trace-request.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const member = await createPerson(ctx, { workspaceId: owner.workspaceId, name: 'Grace Hopper' })
const elsewhere = await createPerson(ctx)

const request = { kind: 'summarise', source: { type: 'text', text: 'x' } }
const asked = await withLogFields({ requestId: 'request-one' }, () =>
  createTask(ctx, member.actor, CreateTask.parse({ request })),
)
await ctx.db.prisma.interaction.create({
  data: {
    workspaceId: owner.workspaceId,
    taskId: asked.id,
    kind: 'summarise',
    inputHash: 'x',
    path: [],
    cache: 'miss',
    latencyMs: 3,
    requestId: 'request-one',
  },
})
await withLogFields({ requestId: 'request-two' }, () => cancelTask(ctx, member.actor, asked))

test('one request id leads to its tasks, to what was asked of providers, and to the acts on record', async () => {
  const one = RequestTrace.parse(await traceRequest(ctx, owner.actor, { requestId: 'request-one' }))
  expect(one).toMatchObject({
    tasks: [{ id: asked.id, userName: 'Grace Hopper' }],
    interactions: [{ taskId: asked.id }],
    acts: [],
  })
  const two = await traceRequest(ctx, owner.actor, { requestId: 'request-two' })
  expect(two).toMatchObject({
    tasks: [],
    acts: [{ action: 'task.cancelled', subjectId: asked.id, actorName: 'Grace Hopper' }],
  })
})

test('an unknown request is not found, and one of another workspace alike', async () => {
  for (const [person, requestId] of [
    [owner, 'nobody-knows'],
    [elsewhere, 'request-one'],
  ] as const)
    await expect(traceRequest(ctx, person.actor, { requestId })).rejects.toMatchObject({ code: 'not-found' })
})

test('the audit lists acts newest first by pages, filtered by thing and person; members find nothing', async () => {
  for (let turn = 0; turn < 3; turn++)
    await cancelTask(ctx, owner.actor, await createTask(ctx, owner.actor, CreateTask.parse({ request })))
  const list = async (query: Partial<Parameters<typeof listAuditEvents>[2]> = {}) =>
    AuditEventPage.parse(await listAuditEvents(ctx, owner.actor, { limit: 30, ...query }))
  const first = await list({ limit: 2, subjectType: 'task' })
  const rest = await list({ limit: 2, subjectType: 'task', cursor: first.nextCursor ?? '' })
  expect([...first.items, ...rest.items].map(({ actorName }) => actorName)).toEqual([
    ...['Ada Lovelace', 'Ada Lovelace', 'Ada Lovelace', 'Grace Hopper'],
  ])
  expect(rest.nextCursor).toBeNull()
  expect((await list({ actorId: member.userId })).items).toHaveLength(1)
  expect((await list({ subjectType: 'document' })).items).toEqual([])
  for (const act of [
    () => listAuditEvents(ctx, member.actor, { limit: 30 }),
    () => traceRequest(ctx, member.actor, { requestId: 'request-one' }),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'not-found' })
  expect((await listAuditEvents(ctx, elsewhere.actor, { limit: 30 })).items).toEqual([])
})
