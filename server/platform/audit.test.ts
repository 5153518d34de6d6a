import { expect, test } from 'vitest'
import type { Actor } from '#server/contracts/actors.ts'
import { createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type AuditActor, listAudited, readAuditEvents, recordAudit } from './audit.ts'
import { transaction } from './database/transaction.ts'
import { newId } from './ids.ts'
import { withLogFields } from './logging/log-context.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const eve = await createPerson(ctx)

async function record(
  changes: { workspaceId?: string | null; actor?: AuditActor; action?: string; subjectType?: string } = {},
): Promise<string> {
  const subjectId = newId()
  await transaction(ctx, (tx) =>
    recordAudit(tx, {
      workspaceId: ada.workspaceId,
      actor: ada.actor,
      action: 'document.tested',
      subjectType: 'document',
      subjectId,
      ...changes,
    }),
  )
  return subjectId
}

const read = (filter: Partial<Parameters<typeof readAuditEvents>[1]> = {}, take = 100) =>
  readAuditEvents(ctx.db, { workspaceId: ada.workspaceId, ...filter }, { take })

const taskId = newId()
const job: Actor = { kind: 'job', taskId, userId: ada.userId, workspaceId: ada.workspaceId }

test.each<[string, AuditActor, { actorKind: string; actorId: string | null }]>([
  ['a person', ada.actor, { actorKind: 'person', actorId: ada.userId }],
  [
    'a person in the making',
    { kind: 'new-person', userId: ada.userId },
    { actorKind: 'person', actorId: ada.userId },
  ],
  ['a job', job, { actorKind: 'job', actorId: taskId }],
])('%s is told by kind and id', async (_, actor, told) => {
  const subjectId = await record({ actor })
  const [event] = (await read()).filter((one) => one.subjectId === subjectId)
  expect(event).toMatchObject({ ...told, action: 'document.tested', detail: {} })
})

test('an act and its record are one: what is rolled back was never done', async () => {
  const before = (await read()).length
  await expect(
    transaction(ctx, async (tx) => {
      await recordAudit(tx, {
        ...{ workspaceId: ada.workspaceId, actor: ada.actor, action: 'x.done' },
        ...{ subjectType: 'x', subjectId: newId() },
      })
      throw new Error('second thoughts')
    }),
  ).rejects.toThrow('second thoughts')
  expect(await read()).toHaveLength(before)
})

test('the request that did it stands with it, and none where there was none', async () => {
  const inside = await withLogFields({ requestId: 'request-77' }, () => record())
  const outside = await record()
  const events = await read()
  const of = (subjectId: string) => events.find((event) => event.subjectId === subjectId)?.requestId
  expect([of(inside), of(outside)]).toEqual(['request-77', null])
  expect((await read({ requestId: 'request-77' })).map(({ subjectId }) => subjectId)).toEqual([inside])
})

test('a workspace reads its own acts alone, by kind of subject and by who did them', async () => {
  const foreign = await record({ workspaceId: eve.workspaceId, actor: eve.actor })
  const own = await record({ subjectType: 'cache' })
  expect((await read()).map(({ subjectId }) => subjectId)).not.toContain(foreign)
  expect((await read({ subjectType: 'cache' })).map(({ subjectId }) => subjectId)).toEqual([own])
  expect(await read({ actorId: eve.userId })).toEqual([])
  expect(await read({ workspaceId: newId() })).toEqual([])
})

test('pages of the trail follow one another without a gap or a doubled act, also within one millisecond', async () => {
  const at = new Date('2026-01-01T00:00:00Z')
  const workspaceId = eve.workspaceId
  await ctx.db.prisma.auditEvent.deleteMany({ where: { workspaceId } })
  for (let index = 0; index < 7; index += 1) await record({ workspaceId, actor: eve.actor })
  await ctx.db.prisma.auditEvent.updateMany({ where: { workspaceId }, data: { createdAt: at } })
  const all = await readAuditEvents(ctx.db, { workspaceId }, { take: 100 })
  const paged: string[] = []
  for (let after: { id: string; at: Date } | undefined; ; ) {
    const page = await readAuditEvents(ctx.db, { workspaceId }, { after, take: 3 })
    paged.push(...page.map(({ id }) => id))
    const last = page.at(-1)
    if (!last) break
    after = { id: last.id, at: last.createdAt }
  }
  expect(paged).toEqual(all.map(({ id }) => id))
  expect(paged).toHaveLength(7)
  await expect(
    (async () => await readAuditEvents(ctx.db, { workspaceId }, { after: { id: newId() }, take: 1 }))(),
  ).rejects.toMatchObject({ code: 'invalid-input' })
})

test('acts of some kinds since a moment are listed over all workspaces, those of none are left out', async () => {
  const since = ctx.clock.now()
  const mine = await record({ action: 'page.canary' })
  const theirs = await record({ action: 'page.canary', workspaceId: eve.workspaceId })
  await record({ action: 'page.canary', workspaceId: null })
  await record({ action: 'page.other' })
  const found = await listAudited(ctx.db.prisma, ['page.canary'], since - 60_000)
  expect(found.map(({ subjectId }) => subjectId).sort()).toEqual([mine, theirs].sort())
  expect(await listAudited(ctx.db.prisma, ['page.canary'], since + 60_000)).toEqual([])
  expect(await listAudited(ctx.db.prisma, [], 0)).toEqual([])
})
