import { afterAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { CreateTask, type TaskHandler } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { bodyTextOf } from '#server/document-model/plain-text.ts'
import { placeBehindBlock } from '#server/document-model/relative-place.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { cancelTask } from './cancel-task.ts'
import { createTask } from './create-task.ts'
import { insertResult } from './insert-result.ts'
import { insertTaskResult } from './insert-task-result.ts'
import { createTaskHandler } from './perform-task.ts'
import { retryTask } from './retry-task.ts'
import { createTaskWorker } from './task-worker.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const reader = await createPerson(ctx, { workspaceId: ada.workspaceId })

let runs = 0
/** What happens when the processor is about to answer; set by a test. */
let beforeAnswer: TaskHandler | undefined
/** What happens after the handler, before the engine settles; set by a test. */
let afterHandler: TaskHandler | undefined
const inPage = createTaskHandler(ctx, {
  async run(payload, job) {
    runs++
    await beforeAnswer?.(payload, job)
    return sampleAnswer()
  },
})
const worker = createTaskWorker(ctx, {
  handlers: {
    summarise: async (payload, job) => {
      const answer = await inPage(payload, job)
      await afterHandler?.(payload, job)
      return answer
    },
  },
  concurrency: 2,
})
await worker.start()
afterAll(() => worker.stop())

async function askForInsertion(documentId: string, insert = true, behind?: string) {
  const request = { kind: 'summarise', source: { type: 'text', text: 'Some text' } }
  const { id } = await createTask(ctx, ada.actor, CreateTask.parse({ request, documentId, insert, behind }))
  return id
}

function end(id: string) {
  return until('the end of the task', async () => {
    const row = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    return row.finishedAt && row
  })
}

async function blocksOf(documentId: string, taskId: string): Promise<number> {
  const { doc } = await readDocument(ctx, documentId)
  return doc.getXmlFragment('body').toString().split(`taskId="${taskId}"`).length - 1
}

test('T11: the answer arrives in the page as a block of the task, written in the name of the task', async () => {
  const page = await createPage(ctx, ada)
  const id = await askForInsertion(page)
  const row = await end(id)
  expect(row).toMatchObject({ status: 'COMPLETED', result: { provider: 'local' } })
  expect(await blocksOf(page, id)).toBe(1)
  const update = await ctx.db.prisma.documentUpdate.findUniqueOrThrow({
    where: { documentId_seq: { documentId: page, seq: row.insertedSeq ?? 0 } },
  })
  expect(update).toMatchObject({ actorKind: 'job', actorId: id })
})

test('T11: an attempt that fails after the insertion is made good by the next, without asking or writing again', async () => {
  const page = await createPage(ctx, ada)
  runs = 0
  afterHandler = async (_payload, job) => {
    if (job.attempt === 1) throw new Error('crash between insertion and settlement')
  }
  const id = await askForInsertion(page)
  const row = await end(id)
  afterHandler = undefined
  expect(row).toMatchObject({ status: 'COMPLETED', attempt: 2 })
  expect(runs).toBe(1)
  expect(await blocksOf(page, id)).toBe(1)
})

test('T11, T8: an attempt that no longer owns the task cannot write into the page', async () => {
  const page = await createPage(ctx, ada)
  runs = 0
  beforeAnswer = async (_payload, job) => {
    // What another worker does when it takes this one for dead and begins the next attempt.
    if (job.attempt === 1)
      await ctx.db.prisma.task.update({ where: { id: job.id }, data: { attempt: 2, workerId: newId() } })
  }
  const id = await askForInsertion(page)
  const row = await end(id)
  beforeAnswer = undefined
  expect(row.status).toBe('COMPLETED')
  expect(row.attempt).toBeGreaterThanOrEqual(3)
  // Had the first attempt written, the next would have found its answer instead of asking.
  expect(runs).toBe(2)
  expect(await blocksOf(page, id)).toBe(1)
})

test('T11, T22: a task that is cancelled before its answer writes nothing; afterwards it is too late to cancel', async () => {
  const page = await createPage(ctx, ada)
  beforeAnswer = async (_payload, job) => {
    await cancelTask(ctx, ada.actor, job)
  }
  const early = await askForInsertion(page)
  expect((await end(early)).status).toBe('CANCELLED')
  beforeAnswer = undefined
  afterHandler = async (_payload, job) => {
    await cancelTask(ctx, ada.actor, job)
  }
  const late = await askForInsertion(page)
  expect((await end(late)).status).toBe('COMPLETED')
  afterHandler = undefined
  expect([await blocksOf(page, early), await blocksOf(page, late)]).toEqual([0, 1])
})

test('who loses the page while the job runs gets nothing written there', async () => {
  const page = await createPage(ctx, ada)
  beforeAnswer = async () => {
    await ctx.db.prisma.documentAccess.deleteMany({ where: { documentId: page } })
  }
  const id = await askForInsertion(page)
  const row = await end(id)
  beforeAnswer = undefined
  expect(row).toMatchObject({ status: 'FAILED', error: { code: 'not-found' }, insertedSeq: null })
})

test('T11: a person puts the result of an ended task into its page, once, whoever else tries at that moment', async () => {
  const page = await createPage(ctx, ada)
  const id = await askForInsertion(page, false)
  await end(id)
  const tries = await Promise.allSettled([1, 2, 3].map(() => insertTaskResult(ctx, ada.actor, { id })))
  expect(tries.filter((tried) => tried.status === 'fulfilled')).toHaveLength(1)
  expect(await blocksOf(page, id)).toBe(1)
  await expect(insertTaskResult(ctx, ada.actor, { id })).rejects.toMatchObject({ code: 'conflict' })
})

test('putting a result into a page needs the right to edit it', async () => {
  const page = await createPage(ctx, ada)
  await ctx.db.prisma.documentAccess.updateMany({
    where: { documentId: page, subject: 'workspace' },
    data: { role: 'viewer' },
  })
  const id = await askForInsertion(page, false)
  await end(id)
  await expect(insertTaskResult(ctx, reader.actor, { id })).rejects.toMatchObject({ code: 'forbidden' })
})

test('T11: an insertion whose mark fails leaves the page as it was', async () => {
  const page = await createPage(ctx, ada)
  const id = await askForInsertion(page, false)
  await end(id)
  const before = (await readDocument(ctx, page)).seq
  const request = { kind: 'summarise', source: { type: 'text', text: 'Some text' }, words: 80 } as const
  const stale = insertResult(ctx, {
    taskId: id,
    documentId: page,
    request,
    answer: sampleAnswer(),
    attempt: 1,
  })
  await expect(stale).rejects.toMatchObject({ code: 'conflict' })
  expect((await readDocument(ctx, page)).seq).toBe(before)
})

test('T11: the result of another try takes the place of the one that waits; what was accepted of that stays', async () => {
  const page = await createPage(ctx, ada)
  const first = await askForInsertion(page)
  await end(first)
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
    const body = doc.getXmlFragment('body')
    const [pending] = body.toArray().filter((block) => String(block.toString()).includes(first))
    if (!(pending instanceof Y.XmlElement)) throw new Error('no pending result')
    const [part] = pending.toArray()
    const text = part instanceof Y.XmlElement ? part.get(0) : undefined
    if (!(text instanceof Y.XmlText)) throw new Error('no words in it')
    text.format(0, 2, { provenance: { taskId: first } })
    pending.insert(1, [blockElement({ type: 'paragraph', text: 'kept' })])
    const kept = pending.get(1)
    const words = kept instanceof Y.XmlElement ? kept.get(0) : undefined
    if (words instanceof Y.XmlText) words.format(0, 4, { provenance: { taskId: first } })
    // People wrote on below it meanwhile.
    body.push([blockElement({ type: 'paragraph', text: 'below' })])
  })
  const { id: second } = await retryTask(ctx, ada.actor, { id: first })
  await end(second)
  const { id: third } = await retryTask(ctx, ada.actor, { id: second })
  await end(third)
  const { doc } = await readDocument(ctx, page)
  const blocks = doc.getXmlFragment('body').toArray().map(nameOf)
  expect(blocks.slice(-3)).toEqual(['paragraph', `jobResult ${third}`, 'paragraph'])
  expect(blocks.filter((name) => name.startsWith('jobResult'))).toHaveLength(1)
  expect(bodyTextOf(doc)).toMatch(/kept\n\nbelow$/)
})

const nameOf = (block: unknown): string =>
  block instanceof Y.XmlElement ? `${block.nodeName} ${block.getAttribute('taskId') ?? ''}`.trim() : 'text'

test('T11: the answer stands behind the block where it was asked for, and so does that of another try', async () => {
  const page = await createPage(ctx, ada)
  let behind = ''
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
    const body = doc.getXmlFragment('body')
    body.push(['above', 'below'].map((text) => blockElement({ type: 'paragraph', text })))
    behind = placeBehindBlock(body, body.length - 1)
  })
  const texts = async () => {
    const { doc } = await readDocument(ctx, page)
    const blocks = doc.getXmlFragment('body').toArray()
    return blocks.map((block) => String(block.toString()).replace(/<[^>]*>/g, '')).slice(-3)
  }
  for (const insert of [true, false]) {
    const id = await askForInsertion(page, insert, behind)
    await end(id)
    if (!insert) await insertTaskResult(ctx, ada.actor, { id })
    expect(await texts()).toEqual(['above', 'All is well.', 'below'])
    await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
      const body = doc.getXmlFragment('body')
      body.delete(body.length - 2, 1)
    })
    const again = await retryTask(ctx, ada.actor, { id })
    await end(again.id)
    if (!insert) await insertTaskResult(ctx, ada.actor, again)
    expect(await texts()).toEqual(['above', 'All is well.', 'below'])
    await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
      const body = doc.getXmlFragment('body')
      body.delete(body.length - 2, 1)
    })
  }
})
