import { expect, test } from 'vitest'
import { DeadLetterPage, ListDeadLetters } from '#server/contracts/task-administration.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload } from '#server/testing/test-task-handlers.ts'
import { groupDeadLetters, listDeadLetters } from './list-dead-letters.ts'
import { retryTask } from './retry-task.ts'

const ctx = await createTestContext()
const owner = await createPerson(ctx)
const { workspaceId, userId } = owner
const member = await createPerson(ctx, { workspaceId, name: 'Grace Hopper' })
const elsewhere = await createPerson(ctx)
const documentId = await createPage(ctx, owner, { title: 'Where it belongs' })

let clock = Date.UTC(2026, 0, 1)
async function die(kind: string, code: string, more: { documentId?: string } = {}): Promise<string> {
  clock += 1000
  const { id } = await ctx.db.prisma.task.create({
    data: {
      id: newId(),
      workspaceId,
      userId,
      kind,
      status: 'FAILED',
      attempt: 5,
      payload: actPayload({ act: 'return' }),
      error: { code, message: `It failed with ${code}.`, retryable: false },
      createdAt: new Date(clock),
      finishedAt: new Date(clock + 500),
      ...more,
    },
  })
  return id
}

const first = await die('summarise', 'provider-failed', { documentId })
const second = await die('summarise', 'provider-failed')
const third = await die('keywords', 'internal')
const list = async (query: Record<string, string> = {}) =>
  DeadLetterPage.parse(await listDeadLetters(ctx, owner.actor, ListDeadLetters.parse(query)))
const idsOf = (page: DeadLetterPage) => page.items.map((item) => item.id)

test('T14: the list tells why, after how many attempts, and the page that each belongs to, newest first', async () => {
  const page = await list()
  expect(idsOf(page)).toEqual([third, second, first])
  expect(page.items[2]).toMatchObject({
    attempt: 5,
    error: { code: 'provider-failed', message: 'It failed with provider-failed.' },
    documentId,
    documentTitle: 'Where it belongs',
    replay: null,
  })
})

test('it is filtered by kind and class of error, and continued by its cursor', async () => {
  expect(idsOf(await list({ kind: 'summarise' }))).toEqual([second, first])
  expect(idsOf(await list({ code: 'internal' }))).toEqual([third])
  const page = await list({ limit: '2' })
  expect(idsOf(page)).toEqual([third, second])
  const rest = await list({ limit: '2', cursor: page.nextCursor ?? '' })
  expect(idsOf(rest)).toEqual([first])
  expect(rest.nextCursor).toBeNull()
})

test('groups count what waits for somebody, the largest first, with the newest words', async () => {
  expect((await groupDeadLetters(ctx, owner.actor)).groups).toMatchObject([
    { kind: 'summarise', code: 'provider-failed', count: 2, message: 'It failed with provider-failed.' },
    { kind: 'keywords', code: 'internal', count: 1 },
  ])
})

test('T14: one that is tried again leaves the list and the groups, and names the task that tries it', async () => {
  const { id } = await retryTask(ctx, owner.actor, { id: third })
  expect(idsOf(await list())).toEqual([second, first])
  expect((await groupDeadLetters(ctx, owner.actor)).groups).toHaveLength(1)
  const all = await list({ replayed: 'true' })
  expect(all.items[0]).toMatchObject({ id: third, replay: { id, status: 'PENDING' } })
})

test('T14: a replay that fails is a dead letter of its own', async () => {
  const replay = await ctx.db.prisma.task.findFirstOrThrow({ where: { replayOfId: third } })
  await ctx.db.prisma.task.update({
    where: { id: replay.id },
    data: { status: 'FAILED', error: { code: 'internal', message: 'Again.', retryable: false } },
  })
  expect(idsOf(await list({ kind: 'summarise', code: 'internal' }))).toEqual([replay.id])
})

test('members find nothing, and other workspaces have their own', async () => {
  for (const act of [
    () => listDeadLetters(ctx, member.actor, ListDeadLetters.parse({})),
    () => groupDeadLetters(ctx, member.actor),
  ])
    await expect(act()).rejects.toMatchObject({ code: 'not-found' })
  expect((await listDeadLetters(ctx, elsewhere.actor, ListDeadLetters.parse({}))).items).toEqual([])
  expect((await groupDeadLetters(ctx, elsewhere.actor)).groups).toEqual([])
})
