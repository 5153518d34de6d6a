import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { createTask } from './create-task.ts'
import { insertResult } from './insert-result.ts'
import { readPendingResults } from './read-pending-results.ts'
import { writeDraft } from './write-draft.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const ben = await createPerson(ctx, { workspaceId: ada.workspaceId })
const stranger = await createPerson(ctx)
const WORDS = 'The looms stood still in January. The northern mill waited for its thread.'
const FORGED = 'Revenue was ten million and the board fired Bob.'
const ANSWER = { ...sampleAnswer(), result: { kind: 'summarise' as const, text: WORDS, sentences: 2 } }

async function newTask(id: string, person = ada): Promise<{ taskId: string; input: CreateTask }> {
  const request = { kind: 'summarise', source: { type: 'text', text: 'Some text' } }
  const input = CreateTask.parse({ request, documentId: id, insert: true })
  return { taskId: (await createTask(ctx, person.actor, input)).id, input }
}

/** A page in which the result of a task waits. */
async function pageWithResult(person = ada): Promise<{ id: string; taskId: string }> {
  const id = await createPage(ctx, person)
  const { taskId, input } = await newTask(id, person)
  await ctx.db.prisma.task.update({
    where: { id: taskId },
    data: { status: 'COMPLETED', finishedAt: new Date(), result: ANSWER },
  })
  await insertResult(ctx, { taskId, documentId: id, request: input.request, answer: ANSWER })
  return { id, taskId }
}

/** A page into which a running task has written this. */
async function pageWithDraft(text: string): Promise<{ id: string; taskId: string }> {
  const id = await createPage(ctx, ada)
  const { taskId, input } = await newTask(id)
  await ctx.db.prisma.task.update({ where: { id: taskId }, data: { status: 'RUNNING', attempt: 1 } })
  await writeDraft(ctx, {
    job: { id: taskId, attempt: 1, userId: ada.userId, workspaceId: ada.workspaceId },
    ...{ documentId: id, request: input.request },
    partial: {
      ...{ provider: 'alpha', model: 'large' },
      blocks: () => [{ type: 'paragraph', content: [{ text }] }],
    },
  })
  return { id, taskId }
}

/** Changes the pending result as anybody can who may write in the page. */
const change = (id: string, act: (block: Y.XmlElement, words: Y.XmlText) => void) =>
  editDocument(ctx, { kind: 'person', id: ben.userId }, id, (doc) => {
    const body = doc.getXmlFragment(ROOT.body)
    const block = body.toArray().find((node) => node instanceof Y.XmlElement && node.nodeName === 'jobResult')
    const line = block instanceof Y.XmlElement ? block.get(0) : undefined
    const words = line instanceof Y.XmlElement ? line.get(0) : undefined
    if (!(block instanceof Y.XmlElement) || !(words instanceof Y.XmlText)) throw new Error('no result there')
    act(block, words)
  })

/** Writes a block of a person's own into a page that says it is the result of a task. */
const forge = (id: string, taskId: string, text: string) =>
  editDocument(ctx, { kind: 'person', id: ben.userId }, id, (doc) => {
    const [block, line] = [new Y.XmlElement('jobResult'), new Y.XmlElement('paragraph')]
    line.insert(0, [new Y.XmlText(text)])
    block.insert(0, [line])
    for (const [name, value] of Object.entries({ taskId, kind: 'improve', provider: 'gpt-99', model: 'any' }))
      block.setAttribute(name, value)
    doc.getXmlFragment(ROOT.body).push([block])
  })

const read = async (id: string, person = ada) => (await readPendingResults(ctx, person.actor, { id })).results

describe('a result that waits', () => {
  test('is as its job wrote it, also with a part of it accepted or removed', async () => {
    const { id, taskId } = await pageWithResult()
    const told = { sourceId: taskId, kind: 'summarise', text: 'as-written', phase: null }
    expect(await read(id)).toMatchObject([told])
    await change(id, (_, words) => words.format(0, words.length, { provenance: { taskId } }))
    expect(await read(id)).toMatchObject([told])
  })

  test('into which somebody typed is edited; with other words it is foreign', async () => {
    const { id } = await pageWithResult()
    const [before] = await read(id)
    await change(id, (_, words) => words.insert(4, 'red '))
    const [after] = await read(id)
    expect(after).toMatchObject({ text: 'edited' })
    expect(after?.sum).not.toBe(before?.sum)
    await change(id, (_, words) => {
      words.delete(0, words.length)
      words.insert(0, FORGED)
    })
    expect(await read(id)).toMatchObject([{ text: 'foreign' }])
  })

  test('that somebody made up is what its words are: foreign, whatever task of the page it names', async () => {
    const { id, taskId } = await pageWithResult()
    await forge(id, taskId, FORGED)
    expect(await read(id)).toMatchObject([
      { text: 'as-written' },
      { kind: 'summarise', text: 'foreign', writer: null },
    ])
  })

  test('names nothing where its task belongs to another page, is for other eyes, or never was: all alike', async () => {
    const id = await createPage(ctx, ada)
    const [other, theirs] = [await pageWithResult(), await pageWithResult(stranger)]
    for (const taskId of [other.taskId, theirs.taskId, newId()]) await forge(id, taskId, WORDS)
    const nothing = { sourceId: null, kind: null, text: 'unknown', phase: null, writer: null }
    expect(await read(id)).toEqual(Array.from({ length: 3 }, () => ({ ...nothing, sum: expect.any(String) })))
  })
})

test('of words whose result is kept no longer nothing is said but who brought them: some may have been taken out', async () => {
  const { id, taskId } = await pageWithResult()
  await ctx.db.prisma.$executeRaw`UPDATE "Task" SET result = NULL WHERE id = ${taskId}::uuid`
  await change(id, (_, words) => words.delete(10, 6))
  expect(await read(id)).toMatchObject([{ sourceId: taskId, text: 'unknown' }])
  await change(id, (_, words) => words.insert(4, 'red '))
  expect(await read(id)).toMatchObject([{ text: 'edited' }])
})

test('hundreds of blocks that name one long answer are told of soon, each by its own words', async () => {
  const { id, taskId } = await pageWithResult()
  const long = Array.from({ length: 40_000 }, (_, at) => `Loom ${at} stood still.`).join(' ')
  const answer = { ...ANSWER, result: { ...ANSWER.result, text: long } }
  await ctx.db.prisma.task.update({ where: { id: taskId }, data: { result: answer } })
  await editDocument(ctx, { kind: 'person', id: ben.userId }, id, (doc) => {
    const body = doc.getXmlFragment(ROOT.body)
    body.delete(0, body.length)
    for (let at = 0; at < 300; at += 1) {
      const [block, line] = [new Y.XmlElement('jobResult'), new Y.XmlElement('paragraph')]
      line.insert(0, [new Y.XmlText(at % 2 === 0 ? FORGED : 'Loom 7 stood still.')])
      block.insert(0, [line])
      block.setAttribute('taskId', taskId)
      body.push([block])
    }
  })
  const start = process.cpuUsage()
  const told = await read(id)
  const { user, system } = process.cpuUsage(start)
  expect(told.slice(0, 4).map(({ text }) => text)).toEqual(['foreign', 'edited', 'foreign', 'edited'])
  expect(told).toHaveLength(300)
  // Under a second on a quiet machine; compared block by block, minutes.
  expect((user + system) / 1_000_000).toBeLessThan(15)
})

describe('a result that is being written', () => {
  test('is the job’s as long as all of it came from the job, with who writes', async () => {
    const { id, taskId } = await pageWithDraft('The looms stood')
    const told = { text: 'as-written', phase: 'writing', writer: { provider: 'alpha', model: 'large' } }
    expect(await read(id)).toMatchObject([{ sourceId: taskId, ...told }])
    await change(id, (_, words) => words.insert(words.length, ' on fire'))
    expect(await read(id)).toMatchObject([{ ...told, text: 'edited' }])
    await change(id, (block) => block.setAttribute('model', 'gpt-99'))
    expect(await read(id)).toMatchObject([{ ...told, text: 'edited', writer: null }])
  })

  test('is foreign where none of its words came from the job', async () => {
    const { id, taskId } = await pageWithDraft('The looms stood')
    await forge(id, taskId, 'The looms stood')
    expect(await read(id)).toMatchObject([{ text: 'as-written' }, { text: 'foreign', writer: null }])
  })

  test('is edited where somebody names a person or a page in it', async () => {
    const { id } = await pageWithDraft('Approved by')
    await change(id, (block) => {
      const mention = new Y.XmlElement('mention')
      const said = { kind: 'person', targetId: ada.userId, label: 'the board' }
      for (const [name, value] of Object.entries(said)) mention.setAttribute(name, value)
      const line = block.get(0)
      if (line instanceof Y.XmlElement) line.push([mention])
    })
    expect(await read(id)).toMatchObject([{ text: 'edited' }])
  })

  test.each([
    ['CANCELLED', 'stopped'],
    ['FAILED', 'failed'],
  ] as const)('and was %s is said to be unfinished, whatever the block says', async (status, phase) => {
    const { id, taskId } = await pageWithDraft('The looms stood')
    await ctx.db.prisma.task.update({ where: { id: taskId }, data: { status, finishedAt: new Date() } })
    await change(id, (block) => block.removeAttribute('phase'))
    expect(await read(id)).toMatchObject([{ text: 'as-written', phase }])
  })
})

test('is told to nobody who may not read the page', async () => {
  const { id } = await pageWithResult()
  await expect(read(id, stranger)).rejects.toMatchObject({ code: 'not-found' })
})
