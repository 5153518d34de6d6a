import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { readDocument } from '#server/collaboration/read-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import type { PartialResult } from '#server/contracts/tasks.ts'
import { blockElement } from '#server/document-model/page-content.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders } from '#server/testing/raw-collab-client.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { startWorkerProcess, type WorkerProcess } from '#server/testing/start-worker-process.ts'
import { stockProvider } from '#server/testing/stock-provider.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { actPayload } from '#server/testing/test-task-handlers.ts'
import { until } from '#server/testing/until.ts'
import { cancelTask } from './cancel-task.ts'
import { endDraft, endLeftDrafts } from './end-draft.ts'
import { enqueueTask } from './enqueue-task.ts'
import { insertResult } from './insert-result.ts'
import { writeDraft } from './write-draft.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const served = await serve(ctx)
const workers: WorkerProcess[] = []
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.end()))
})

const payload = { ...actPayload({ act: 'write-once' }), insert: true }
const partial = (text: string): PartialResult => ({
  ...{ provider: 'local', model: null },
  blocks: () => [{ type: 'paragraph', content: [{ text }] }],
})

/** A task of Ada's whose result goes into a page of hers; not begun. */
async function enqueue(): Promise<{ id: string; documentId: string }> {
  const documentId = await createPage(ctx, ada)
  const { userId, workspaceId } = ada
  // The worker of tests puts the results of this kind into the page.
  const task = { userId, workspaceId, documentId, kind: 'keywords', payload } as const
  const { id } = await transaction(ctx, (tx, afterCommit) => enqueueTask(ctx, tx, afterCommit, task))
  return { id, documentId }
}

/** A task as it is while an attempt runs. */
async function running(attempt = 1) {
  const { id, documentId } = await enqueue()
  await ctx.db.prisma.task.update({ where: { id }, data: { status: 'RUNNING', attempt } })
  const { userId, workspaceId } = ada
  const write = (text: string, by = attempt) =>
    writeDraft(ctx, {
      ...{ documentId, request: payload.request, partial: partial(text) },
      job: { id, attempt: by, userId, workspaceId },
    })
  return { id, documentId, write }
}

async function textOf(documentId: string): Promise<string> {
  const { doc } = await readDocument(ctx, documentId)
  return doc.getXmlFragment(ROOT.body).toString()
}

const drafts = (taskId: string) => ctx.db.prisma.taskDraft.count({ where: { taskId } })

// On a busy machine a worker takes long to load what it needs for a page; nothing here is about how long.
const PATIENCE_MS = 60_000

test('T40: a worker that is killed amid its words leaves them to the next attempt, and the result stands there once', {
  timeout: 3 * PATIENCE_MS,
}, async () => {
  workers.push(await startWorkerProcess(ctx, { concurrency: 1 }))
  const { id, documentId } = await enqueue()
  const watching = stockProvider(
    served.url,
    documentId,
    browserHeaders(ada, served.url.replace('ws:', 'http:')),
  )
  const jobs = () => [...watching.awareness.getStates().values()].filter(({ job }) => job?.taskId === id)
  const words = async () => jobs().length > 0 && (await textOf(documentId)).includes('All is is')
  await until('some words', words, PATIENCE_MS)
  await editDocument(ctx, { kind: 'person', id: ada.userId }, documentId, (doc) =>
    doc.getXmlFragment(ROOT.body).push([blockElement({ type: 'paragraph', text: 'below' })]),
  )
  await workers[0]?.kill('SIGKILL')
  const counts = new Set<number>()
  watching.awareness.on('change', () => counts.add(jobs().length))
  workers.push(await startWorkerProcess(ctx, { concurrency: 1 }))
  const end = async () => {
    const task = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    return task.finishedAt && task
  }
  const row = await until('the end', end, PATIENCE_MS)
  expect(row).toMatchObject({ status: 'COMPLETED', attempt: 2 })
  const text = await textOf(documentId)
  expect(text.replace(/<\/paragraph>/g, '|').replace(/<[^>]*>/g, '')).toBe('|All is well.|below|')
  expect([text.includes('phase='), await drafts(id)]).toEqual([false, 0])
  await until('that nobody writes any more', () => jobs().length === 0)
  // The killed worker and the next one are one job to whoever looks, never two.
  expect(Math.max(...counts)).toBeLessThan(2)
  watching.destroy()
})

test('T40: an attempt that lost its task writes no word more; the one that owns it goes on with the same block', async () => {
  const { id, documentId, write } = await running()
  expect(await write('The first attempt wrote')).toBe(true)
  await ctx.db.prisma.task.update({ where: { id }, data: { attempt: 2 } })
  await expect(write('The first attempt wrote more')).rejects.toMatchObject({ code: 'conflict' })
  expect(await textOf(documentId)).not.toContain('more')
  expect(await write('The second', 2)).toBe(true)
  const text = await textOf(documentId)
  expect([text.split('<jobresult').length, text.includes('first')]).toEqual([2, false])
  await expect(write('The first again')).rejects.toMatchObject({ code: 'conflict' })
  const result = { taskId: id, documentId, request: payload.request, answer: sampleAnswer() }
  expect(await insertResult(ctx, { ...result, attempt: 2 })).toBe('inserted')
  expect(await write('After the result', 2)).toBe(false)
  expect((await textOf(documentId)).split('All is well.')).toHaveLength(2)
})

test('T40: of a cancellation and a word that race, one is first: nothing is written after it', async () => {
  const { id, documentId, write } = await running()
  await write('One')
  const race = await Promise.allSettled([
    cancelTask(ctx, ada.actor, { id }),
    ...['One two', 'One two three'].map((text) => write(text)),
  ])
  expect(race[0]?.status).toBe('fulfilled')
  const text = await textOf(documentId)
  await expect(write('One two three four')).rejects.toMatchObject({ code: 'conflict' })
  expect(await textOf(documentId)).toBe(text)
  await Promise.all([endDraft(ctx, id), endDraft(ctx, id)])
  expect(await textOf(documentId)).toBe(text.replace('phase="writing"', 'phase="stopped"'))
  expect(await drafts(id)).toBe(0)
})

test('T40: the draft of a task that runs or runs again is not ended', async () => {
  const { id, documentId, write } = await running()
  await write('One')
  await endDraft(ctx, id)
  await ctx.db.prisma.task.update({ where: { id }, data: { status: 'PENDING' } })
  await endDraft(ctx, id)
  await endLeftDrafts(ctx)
  expect([await drafts(id), (await textOf(documentId)).includes('phase="writing"')]).toEqual([1, true])
})

test('T40: what ended without its handler is found, one page that cannot be edited beside it', async () => {
  const [killed, waiting, lost] = await Promise.all([running(), running(), running()])
  for (const one of [killed, waiting, lost]) await one.write('Half')
  await ctx.db.prisma.task.update({ where: { id: killed.id }, data: { status: 'FAILED' } })
  await ctx.db.prisma.task.update({ where: { id: waiting.id }, data: { status: 'PENDING' } })
  await cancelTask(ctx, ada.actor, { id: waiting.id })
  await ctx.db.prisma.task.update({ where: { id: lost.id }, data: { status: 'FAILED' } })
  await ctx.db.prisma.document.delete({ where: { id: lost.documentId } })
  await endLeftDrafts(ctx)
  expect(await textOf(killed.documentId)).toContain('phase="failed"')
  expect(await textOf(waiting.documentId)).toContain('phase="stopped"')
  expect(await Promise.all([killed, waiting, lost].map(({ id }) => drafts(id)))).toEqual([0, 0, 0])
})

describe('T40: a block that says that its job writes, brought back after the job has ended', () => {
  /** A task that has written into its page, the block, and what somebody does who has it removed and brings it back. */
  async function removed(status: 'COMPLETED' | 'FAILED' | 'CANCELLED') {
    const task = await running()
    const { id, documentId } = task
    await task.write('Half')
    const kept = await takeOut(documentId)
    const result = { taskId: id, documentId, request: payload.request, answer: sampleAnswer(), attempt: 1 }
    if (status === 'COMPLETED') expect(await insertResult(ctx, result)).toBe('place-removed')
    await ctx.db.prisma.task.update({
      where: { id },
      data: { status, ...(status === 'COMPLETED' && { result: sampleAnswer() }) },
    })
    await endLeftDrafts(ctx)
    expect(await drafts(id)).toBe(0)
    await bringBack(documentId, kept)
    return task
  }

  test.each([
    ['done is its answer', 'COMPLETED', 'All is well.', undefined],
    ['failed holds what was written', 'FAILED', 'Half', 'failed'],
    ['stopped holds what was written', 'CANCELLED', 'Half', 'stopped'],
  ] as const)('%s, and waits to be accepted', async (_, status, words, phase) => {
    const { id, documentId } = await removed(status)
    await endLeftDrafts(ctx)
    const text = await textOf(documentId)
    expect([text.includes(words), phaseIn(text)]).toEqual([true, phase])
    const { insertedSeq } = await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })
    expect(insertedSeq !== null).toBe(status === 'COMPLETED')
    expect(await ctx.db.prisma.seenDraft.count({ where: { documentId } })).toBe(0)
  })

  test('goes where the whole result stands beside it, which stays as it is', async () => {
    const { id, documentId, write } = await running()
    await write('Half')
    const copy = await takeOut(documentId)
    await bringBack(documentId, copy)
    const result = { taskId: id, documentId, request: payload.request, answer: sampleAnswer(), attempt: 1 }
    expect(await insertResult(ctx, result)).toBe('inserted')
    await ctx.db.prisma.task.update({ where: { id }, data: { status: 'COMPLETED' } })
    const before = await textOf(documentId)
    await bringBack(documentId, copy)
    expect(phaseIn(await textOf(documentId))).toBe('writing')
    await endLeftDrafts(ctx)
    expect(await textOf(documentId)).toBe(before)
  })

  test('is the answer where somebody moved it offline, before the answer came', async () => {
    const { id, documentId, write } = await running()
    await write('Half')
    const { doc: away } = await readDocument(ctx, documentId)
    const before = Y.encodeStateVector(away)
    const result = { taskId: id, documentId, request: payload.request, answer: sampleAnswer(), attempt: 1 }
    expect(await insertResult(ctx, result)).toBe('inserted')
    await ctx.db.prisma.task.update({
      where: { id },
      data: { status: 'COMPLETED', result: sampleAnswer() },
    })
    const draft = draftOf(away)
    draft.holder.push([draft.element.clone()])
    draft.holder.delete(draft.at, 1)
    await editDocument(ctx, { kind: 'person', id: ada.userId }, documentId, (doc) =>
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(away, before)),
    )
    expect(phaseIn(await textOf(documentId))).toBe('writing')
    await endLeftDrafts(ctx)
    const text = await textOf(documentId)
    expect([text.split('All is well.').length, text.includes('phase=')]).toEqual([2, false])
  })

  test('is let go of on a page that its job was never about, and where there is no such job', async () => {
    const { id, documentId, write } = await running()
    await write('Half')
    const copy = await takeOut(documentId)
    const other = await createPage(ctx, ada)
    await bringBack(other, copy)
    copy.setAttribute('taskId', newId())
    await bringBack(other, copy)
    await endLeftDrafts(ctx)
    const text = await textOf(other)
    expect([text.split('phase="stopped"').length, text.includes('writing')]).toEqual([3, false])
    expect(await drafts(id)).toBe(1)
  })

  test('does not get the answer of a job that was not to write into the page', async () => {
    const { id, documentId, write } = await running()
    await write('Half')
    const kept = await takeOut(documentId)
    await ctx.db.prisma.task.update({
      where: { id },
      data: { status: 'COMPLETED', result: sampleAnswer(), payload: { ...payload, insert: false } },
    })
    await bringBack(documentId, kept)
    await endLeftDrafts(ctx)
    const text = await textOf(documentId)
    expect([text.includes('All is well.'), phaseIn(text)]).toEqual([false, 'stopped'])
    expect((await ctx.db.prisma.task.findUniqueOrThrow({ where: { id } })).insertedSeq).toBeNull()
  })

  test('and names no job of the page, is ended with all others like it in one update', async () => {
    const { documentId, write } = await running()
    await write('Half')
    const copy = await takeOut(documentId)
    const other = await createPage(ctx, ada)
    for (let at = 0; at < 5; at += 1) {
      copy.setAttribute('taskId', newId())
      await bringBack(other, copy)
    }
    const headOf = async () =>
      (await ctx.db.prisma.document.findUniqueOrThrow({ where: { id: other } })).headSeq
    const before = await headOf()
    await endLeftDrafts(ctx)
    expect((await textOf(other)).split('phase="stopped"').length).toBe(6)
    expect([await headOf(), await ctx.db.prisma.seenDraft.count({ where: { documentId: other } })]).toEqual([
      before + 1,
      0,
    ])
  })

  test('is found among hundreds of blocks that name jobs which wait', async () => {
    const waiting = await createPage(ctx, ada)
    const ids = Array.from({ length: 300 }, () => newId())
    const task = { workspaceId: ada.workspaceId, documentId: waiting, kind: 'keywords', payload }
    const runAt = new Date(Date.now() + 86_400_000)
    await ctx.db.prisma.task.createMany({ data: ids.map((id) => ({ ...task, id, runAt })) })
    await ctx.db.prisma.seenDraft.createMany({
      data: ids.map((taskId) => ({ documentId: waiting, taskId })),
    })
    const { documentId } = await removed('FAILED')
    await endLeftDrafts(ctx)
    expect(phaseIn(await textOf(documentId))).toBe('failed')
    await ctx.db.prisma.document.delete({ where: { id: waiting } })
  })

  test('is left alone while its job runs', async () => {
    const { id, documentId, write } = await running()
    await write('Half')
    await bringBack(documentId, await takeOut(documentId))
    await endLeftDrafts(ctx)
    expect(phaseIn(await textOf(documentId))).toBe('writing')
    expect([await drafts(id), await ctx.db.prisma.seenDraft.count({ where: { documentId } })]).toEqual([1, 0])
  })
})

function draftOf(doc: Y.Doc) {
  const holder = doc.getXmlFragment(ROOT.body)
  const at = holder.toArray().findIndex((one) => one instanceof Y.XmlElement && one.nodeName === 'jobResult')
  return { holder, at, element: holder.get(at) as Y.XmlElement }
}

/** Removes the block as a person does, and gives what undo would bring back. */
async function takeOut(documentId: string): Promise<Y.XmlElement> {
  const { doc } = await readDocument(ctx, documentId)
  await editDocument(ctx, { kind: 'person', id: ada.userId }, documentId, (page) => {
    const { holder, at } = draftOf(page)
    holder.delete(at, 1)
  })
  return draftOf(doc).element
}

async function bringBack(documentId: string, element: Y.XmlElement): Promise<void> {
  await editDocument(ctx, { kind: 'person', id: ada.userId }, documentId, (doc) =>
    doc.getXmlFragment(ROOT.body).push([element.clone()]),
  )
}

function phaseIn(text: string): string | undefined {
  return /phase="(\w+)"/.exec(text)?.[1]
}
