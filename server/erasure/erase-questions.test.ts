import { afterAll, expect, test } from 'vitest'
import type { ProcessRequest } from '#server/contracts/processing.ts'
import { insertDocument } from '#server/documents/insert-document.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { recordInteraction } from '#server/processing/record-interaction.ts'
import { createTask } from '#server/tasks/create-task.ts'
import { getTask } from '#server/tasks/get-task.ts'
import { createPerson } from '#server/testing/factories.ts'
import { startFakeModelServer } from '#server/testing/fake-model-server.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { purgeDocument } from './purge-document.ts'

const model = await startFakeModelServer()
const ctx = await createTestContext({
  WEFT_PROVIDERS: JSON.stringify([{ name: 'house', baseUrl: model.url, model: 'small' }]),
})
const { prisma } = ctx.db
const owner = await createPerson(ctx)
const { workspaceId } = owner
const guest = await createPerson(ctx, { workspaceId, role: 'guest' })
const processor = createProcessor(ctx)
afterAll(async () => {
  await processor.close()
  await model.close()
})

const SECRET = 'The vault opens with seventeen turns.'
const pageOf = (text: string) =>
  transaction(ctx, (tx) =>
    insertDocument(tx, {
      ...{ workspaceId, parentId: null, author: { kind: 'person', id: owner.userId }, title: 'Page' },
      blocks: [{ type: 'paragraph', text }],
    }),
  )
const letGuestIn = (documentId: string) =>
  prisma.documentAccess.create({
    data: { id: newId(), documentId, subject: 'person', role: 'editor', userId: guest.userId },
  })
const about = (...documentIds: string[]): ProcessRequest => ({
  kind: 'ask',
  source: { type: 'documents', documentIds },
  question: 'How does it open?',
})
const ask = { insert: false, fresh: false }

test('every page of a question is asked for by itself, when it is asked', async () => {
  const [open, closed] = [await pageOf('Open.'), await pageOf(SECRET)]
  await letGuestIn(open)
  const request = about(open, closed)
  await expect(createTask(ctx, guest.actor, { ...ask, request })).rejects.toMatchObject({ code: 'not-found' })
  await expect(createTask(ctx, guest.actor, { ...ask, request: about(open, newId()) })).rejects.toMatchObject(
    {
      code: 'not-found',
    },
  )
  expect(await createTask(ctx, owner.actor, { ...ask, request })).toMatchObject({ kind: 'ask' })
})

test('an answer is shown on a page only to who may read all that it was made from', async () => {
  const [open, closed] = [await pageOf('Open.'), await pageOf(SECRET)]
  await letGuestIn(open)
  const { id } = await createTask(ctx, owner.actor, {
    ...ask,
    request: about(open, closed),
    documentId: open,
  })
  expect(await getTask(ctx, owner.actor, { id })).toMatchObject({ id })
  await expect(getTask(ctx, guest.actor, { id })).rejects.toMatchObject({ code: 'not-found' })
  await letGuestIn(closed)
  expect(await getTask(ctx, guest.actor, { id })).toMatchObject({ id })
})

test('erasing one of the pages erases the job, what was asked and answered, and what the cache kept, and leaves others alone', async () => {
  const [kept, erased] = [await pageOf('It is kept here.'), await pageOf(SECRET)]
  model.behave({
    type: 'answer',
    text: JSON.stringify({ answered: true, answer: 'With turns.', quotes: ['opens with seventeen turns'] }),
  })
  const { id } = await createTask(ctx, owner.actor, { ...ask, request: about(kept, erased) })
  const job = {
    ...{ id, attempt: 1, workspaceId, userId: owner.userId, documentId: null, requestId: null },
    ...{ signal: new AbortController().signal, report: () => {} },
  }
  await processor.run({ ...ask, request: about(kept, erased) }, job)
  // One whose task is swept already: its record goes by the pages that it read.
  await processor.run({ ...ask, request: about(erased, kept) }, { ...job, id: newId() })
  const other = await createTask(ctx, owner.actor, { ...ask, request: about(kept) })
  const left = () =>
    Promise.all([
      prisma.task.count({ where: { id: { in: [id, other.id] } } }),
      prisma.interaction.count({ where: { kind: 'ask' } }),
      prisma.cacheEntry.count({ where: { kind: 'ask' } }),
    ])
  expect(await left()).toEqual([2, 2, 2])
  await trashDocument(ctx, owner.actor, erased)
  await purgeDocument(ctx, owner.actor, erased)
  expect(await left()).toEqual([1, 0, 0])
})

test('nothing is recorded of a question one page of which was erased meanwhile', async () => {
  const kept = await pageOf('It is kept here.')
  const record = (sourceIds: string[]) =>
    recordInteraction(ctx, {
      ...{ id: newId(), workspaceId, sourceIds, taskId: null, documentId: null, userId: null, kind: 'ask' },
      ...{ inputHash: 'h', provider: 'house', model: null, path: [], cache: 'miss', confidence: null },
      ...{ quality: null, partial: false, latencyMs: 1, requestId: null, answer: null, error: null },
    })
  const count = () => prisma.interaction.count({ where: { sourceIds: { has: kept } } })
  await record([kept, newId()])
  expect(await count()).toBe(0)
  await record([kept])
  expect(await count()).toBe(1)
})
