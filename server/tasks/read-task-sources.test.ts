import { afterAll, expect, test } from 'vitest'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { StoredAnswer } from '#server/contracts/stored-answer.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { sumOfDocument } from '#server/document-model/page-sum.ts'
import { insertDocument } from '#server/documents/insert-document.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { createProcessor } from '#server/processing/process-task.ts'
import { createPerson } from '#server/testing/factories.ts'
import { loadLanguageModels } from '#server/testing/load-language-models.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { createTask } from './create-task.ts'
import { insertResult } from './insert-result.ts'
import { readTaskSources } from './read-task-sources.ts'

await loadLanguageModels()
const ctx = await createTestContext()
const ada = await createPerson(ctx)
const stranger = await createPerson(ctx)
const processor = createProcessor(ctx)
afterAll(() => processor.close())

const page = (title: string, text: string): Promise<string> =>
  transaction(ctx, (tx) =>
    insertDocument(tx, {
      ...{ workspaceId: ada.workspaceId, parentId: null, author: { kind: 'person', id: ada.userId }, title },
      blocks: [{ type: 'paragraph', text }],
    }),
  )

function write(documentId: string, text: string) {
  return editDocument(ctx, { kind: 'person', id: ada.userId }, documentId, (doc) =>
    doc.getXmlFragment(ROOT.body).push([blockElement({ type: 'paragraph', text })]),
  )
}

/** A task about a page, answered by the built-in engine. */
async function answered(documentId: string, source: object = { type: 'document', documentId }) {
  const input = CreateTask.parse({ request: { kind: 'keywords', source }, documentId, insert: true })
  const { id } = await createTask(ctx, ada.actor, input)
  const { request } = input
  const job = {
    ...{ id, attempt: 1, workspaceId: ada.workspaceId, userId: ada.userId, documentId, requestId: null },
    ...{ signal: new AbortController().signal, timeoutMs: 20_000, report: () => {} },
  }
  const answer = await processor.run({ request, insert: true, fresh: false }, job)
  await keep(id, answer)
  return { id, request, answer }
}

async function keep(id: string, answer: StoredAnswer): Promise<void> {
  const result = JSON.parse(JSON.stringify(answer))
  await ctx.db.prisma.task.update({ where: { id }, data: { status: 'COMPLETED', result } })
}

const sources = async (id: string) => (await readTaskSources(ctx, ada.actor, { id })).items
const WORDS = 'The ferry between the islands leaves the northern harbour at nine every morning.'

test('a page is as it was read until somebody writes in it: what the job puts there does not count', async () => {
  const id = await page('Minutes', WORDS)
  const task = await answered(id)
  const { doc } = await readDocument(ctx, id)
  const read = { documentId: id, title: 'Minutes', sum: sumOfDocument(doc), changed: false }
  expect(await sources(task.id)).toEqual([read])
  await insertResult(ctx, { taskId: task.id, documentId: id, request: task.request, answer: task.answer })
  expect(await sources(task.id)).toEqual([read])
  await write(id, 'It leaves at ten in winter.')
  expect(await sources(task.id)).toEqual([{ ...read, changed: true }])
})

test('an answer that was kept knows the page that it was made of', async () => {
  const id = await page('Kept', `${WORDS} Tickets are sold on board.`)
  await answered(id)
  const kept = await createTask(
    ctx,
    ada.actor,
    CreateTask.parse({ request: { kind: 'keywords', source: { type: 'document', documentId: id } } }),
  )
  expect(kept).toMatchObject({ status: 'COMPLETED', answer: { cache: 'hit' } })
  await write(id, 'More.')
  expect(await sources(kept.id)).toMatchObject([{ documentId: id, changed: true }])
})

test('of several pages each is told by itself, and one that was erased not at all', async () => {
  const pages = await Promise.all(['One', 'Two', 'Three'].map((title) => page(title, `${title}. ${WORDS}`)))
  const tasks = await Promise.all(pages.map((id) => answered(id)))
  const [first] = tasks
  if (!first) throw new Error('no task')
  await keep(first.id, { ...first.answer, read: tasks.flatMap(({ answer }) => answer.read ?? []) })
  await write(pages[1] ?? '', 'Later.')
  await ctx.db.prisma.document.delete({ where: { id: pages[2] ?? '' } })
  expect((await sources(first.id)).map(({ title, changed }) => [title, changed])).toEqual([
    ['One', false],
    ['Two', true],
  ])
})

test('given words are no page, and a task is told only to who may see it', async () => {
  const id = await page('Minutes', WORDS)
  const task = await answered(id, { type: 'text', text: WORDS })
  expect(await sources(task.id)).toEqual([])
  await expect(readTaskSources(ctx, stranger.actor, { id: task.id })).rejects.toMatchObject({
    code: 'not-found',
  })
})
