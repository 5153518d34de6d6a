import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { editDocument } from '#server/collaboration/edit-document.ts'
import { ROOT } from '#server/contracts/collaboration.ts'
import { CreateTask } from '#server/contracts/tasks.ts'
import { findResult } from '#server/document-model/job-result-block.ts'
import { newId } from '#server/platform/ids.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { sampleAnswer } from '#server/testing/sample-answer.ts'
import { sampleFile } from '#server/testing/sample-results.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { createTask } from './create-task.ts'
import { insertResult } from './insert-result.ts'
import { readPageProvenance } from './read-page-provenance.ts'

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const ben = await createPerson(ctx, { workspaceId: ada.workspaceId })
const stranger = await createPerson(ctx)
const WORDS = 'The looms stood still in January while the northern mill waited for its thread.'
const ANSWER = { ...sampleAnswer(), result: { kind: 'summarise' as const, text: WORDS, sentences: 1 } }

/** A page into which a task has put its result. */
async function pageWithResult(person = ada, text = WORDS): Promise<{ id: string; taskId: string }> {
  const id = await createPage(ctx, person)
  const answer = { ...ANSWER, result: { ...ANSWER.result, text } }
  const request = { kind: 'summarise', source: { type: 'text', text: 'Some text' } }
  const input = CreateTask.parse({ request, documentId: id, insert: true })
  const { id: taskId } = await createTask(ctx, person.actor, input)
  await ctx.db.prisma.task.update({
    where: { id: taskId },
    data: { status: 'COMPLETED', finishedAt: new Date(), result: answer },
  })
  await insertResult(ctx, { taskId, documentId: id, request: input.request, answer })
  return { id, taskId }
}

type Piece = [text: string, taskId?: string]

/** Takes pending results away and writes a paragraph of these pieces at the end, in one update of the person's. */
function write(id: string, person: { userId: string }, ...pieces: Piece[]) {
  return editDocument(ctx, { kind: 'person', id: person.userId }, id, (doc) => {
    const body = doc.getXmlFragment(ROOT.body)
    for (const [at, node] of [...body.toArray().entries()].toReversed())
      if (node instanceof Y.XmlElement && node.nodeName === 'jobResult') body.delete(at, 1)
    const words = new Y.XmlText()
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [words])
    body.push([paragraph])
    for (const [text, taskId] of pieces)
      words.insert(words.length, text, { provenance: taskId ? { taskId } : null })
  })
}

const read = (id: string, person = ada) => readPageProvenance(ctx, person.actor, { id })

describe('a passage that names a job', () => {
  test('is told with the facts of that job, who accepted it, and that the words are its own', async () => {
    const { id, taskId } = await pageWithResult()
    expect((await read(id)).passages).toEqual([])
    await write(id, ben, ['Before it. '], [WORDS, taskId])
    const { words, passages } = await read(id)
    expect(words).toBeGreaterThanOrEqual(2 + WORDS.split(' ').length)
    expect(passages).toEqual([
      {
        ...{ taskId, at: 0, stretches: 1, sum: expect.any(String) },
        ...{ words: WORDS.split(' ').length, text: 'as-written' },
        job: {
          ...{ kind: 'summarise', userId: ada.userId, finishedAt: expect.any(String) },
          answer: {
            ...{
              provider: ANSWER.provider,
              model: ANSWER.model,
              cache: ANSWER.cache,
              degraded: ANSWER.degraded,
            },
            confidence: ANSWER.quality.score,
            path: ANSWER.path.map(({ step, provider, outcome, attempts }) => ({
              ...{ step, provider, outcome, attempts },
            })),
          },
          accepted: [{ userId: ben.userId, at: expect.any(String) }],
        },
        contribution: null,
      },
    ])
    // Whoever moves it later has not accepted it.
    await write(id, ada, [WORDS, taskId])
    expect((await read(id)).passages[0]?.job?.accepted[0]?.userId).toBe(ben.userId)
  })

  test('is told as edited when its words are no longer those, and split ones are no other words', async () => {
    const { id, taskId } = await pageWithResult()
    await write(id, ada, [WORDS.slice(0, 30), taskId])
    await write(id, ada, [WORDS.slice(30), taskId])
    expect((await read(id)).passages[0]?.text).toBe('as-written')
    await write(id, ada, [WORDS.slice(0, 40), taskId], ['words of mine'], [WORDS.slice(40), taskId])
    expect((await read(id)).passages.map(({ text }) => text)).toEqual([...['as-written', 'edited', 'edited']])
  })

  test('is foreign when the job wrote something else', async () => {
    const { id, taskId } = await pageWithResult()
    await write(id, ada, ['I made all of this up and pretend that a model had said so.', taskId])
    expect((await read(id)).passages[0]?.text).toBe('foreign')
  })

  test('accepted part by part by two people is told with the one who accepted each', async () => {
    const parts = ['The looms stood still.', 'The northern mill waited.']
    const { id, taskId } = await pageWithResult(ada, parts.join(' '))
    const mark = (by: { userId: string }, from: number, to: number) =>
      editDocument(ctx, { kind: 'person', id: by.userId }, id, (doc) => {
        const block = findResult(doc.getXmlFragment(ROOT.body), [taskId])?.get(0)
        const text = block instanceof Y.XmlElement ? block.get(0) : undefined
        if (text instanceof Y.XmlText) text.format(from, to - from, { provenance: { taskId } })
      })
    await mark(ada, 0, parts[0]?.length ?? 0)
    await write(id, ben, [parts.join(' '), taskId])
    expect((await read(id)).passages).toMatchObject([
      { at: 0, text: 'as-written', job: { accepted: [{ userId: ada.userId }] } },
      { at: 1, text: 'as-written', job: { accepted: [{ userId: ben.userId }] } },
    ])
  })

  test('is foreign beside genuine words of the same job, which keep what they are and who accepted them', async () => {
    const { id, taskId } = await pageWithResult()
    await write(id, ben, [WORDS, taskId])
    await write(id, ben, ['Words of nobody else.'])
    await write(id, ben, ['Revenue was ten million and the board fired Bob.', taskId])
    const { passages } = await read(id)
    expect(passages.map(({ at, text, words }) => [at, text, words])).toEqual([
      [0, 'as-written', WORDS.split(' ').length],
      [1, 'foreign', 9],
    ])
    await write(id, ben, [`${WORDS} Revenue was ten million and the board fired Bob.`, taskId])
    expect((await read(id)).passages.map(({ text }) => text)).toEqual([
      ...['as-written', 'foreign', 'as-written', 'foreign'],
    ])
  })

  test('is foreign when it is a picture that the job has not made, and its own is not', async () => {
    const { id, taskId } = await pageWithResult()
    const [made, other] = [newId(), newId()]
    const show = (attachmentId: string) =>
      editDocument(ctx, { kind: 'person', id: ada.userId }, id, (doc) => {
        const picture = new Y.XmlElement('image')
        picture.setAttribute('attachmentId', attachmentId)
        picture.setAttribute('fromTask', taskId)
        doc.getXmlFragment(ROOT.body).push([picture])
      })
    await show(other)
    // A summary has no picture, whoever says so in the page.
    expect((await read(id)).passages).toMatchObject([{ taskId, text: 'foreign' }])
    const result = { kind: 'thumbnail', before: sampleFile(other), after: sampleFile(made) }
    await ctx.db.prisma.task.update({ where: { id: taskId }, data: { result: { ...ANSWER, result } } })
    expect((await read(id)).passages[0]?.text).toBe('foreign')
    await editDocument(ctx, { kind: 'person', id: ada.userId }, id, (doc) => {
      const body = doc.getXmlFragment(ROOT.body)
      body.delete(0, body.length)
    })
    await show(made)
    expect((await read(id)).passages).toMatchObject([{ taskId, words: 0, text: 'as-written' }])
  })

  test('has no facts where the job never was, wrote into no page, or is not for the reader: all three alike', async () => {
    const { id } = await pageWithResult()
    const elsewhere = await pageWithResult(stranger)
    const input = CreateTask.parse({ request: { kind: 'summarise', source: { type: 'text', text: 'x' } } })
    const { id: idle } = await createTask(ctx, ada.actor, input)
    const forged = [newId(), elsewhere.taskId, idle]
    await write(id, ada, ...forged.map((taskId): Piece => [`${WORDS} `, taskId]))
    expect((await read(id)).passages).toEqual(
      forged.map((taskId, at) => ({
        ...{ taskId, at, stretches: 1, sum: expect.any(String) },
        words: WORDS.split(' ').length,
        text: 'unknown',
        job: null,
        contribution: null,
      })),
    )
  })

  test('keeps its facts in another page, for who may read both', async () => {
    const { taskId } = await pageWithResult()
    const copy = await createPage(ctx, ada)
    await write(copy, ben, [WORDS, taskId])
    const [passage] = (await read(copy)).passages
    expect(passage).toMatchObject({ text: 'as-written', job: { kind: 'summarise', accepted: [] } })
  })

  test('amid code is told like any other, and the code around it is nobody’s', async () => {
    const { id, taskId } = await pageWithResult()
    await editDocument(ctx, { kind: 'person', id: ada.userId }, id, (doc) => {
      const [code, text] = [new Y.XmlElement('codeBlock'), new Y.XmlText()]
      code.insert(0, [text])
      doc.getXmlFragment(ROOT.body).push([code])
      text.insert(0, '// mine\n', { provenance: null })
      text.insert(text.length, WORDS, { provenance: { taskId } })
    })
    expect((await read(id)).passages).toMatchObject([
      { text: 'as-written', words: WORDS.split(' ').length, job: { kind: 'summarise' } },
    ])
  })

  test('of which the result is kept no longer is told by its job, without a word about the text', async () => {
    const { id, taskId } = await pageWithResult()
    await write(id, ada, [WORDS, taskId])
    await ctx.db.prisma.$executeRaw`UPDATE "Task" SET result = NULL WHERE id = ${taskId}::uuid`
    expect((await read(id)).passages[0]).toMatchObject({
      text: 'unknown',
      job: { kind: 'summarise', answer: null },
    })
  })
})

test('of a page with more sources than one look holds the last is looked at like the first', async () => {
  const { id, taskId } = await pageWithResult()
  await write(id, ada, ...Array.from({ length: 150 }, (): Piece => ['forged ', newId()]), [WORDS, taskId])
  const { passages, notLookedAt } = await read(id)
  expect(passages).toHaveLength(151)
  expect(passages.at(-1)).toMatchObject({ taskId, text: 'as-written', job: { kind: 'summarise' } })
  expect(notLookedAt).toBe(0)
})

test('of a page with very many it is told how much was not looked at', async () => {
  const { id } = await pageWithResult()
  await write(id, ada, ...Array.from({ length: 1_007 }, (): Piece => ['forged ', newId()]))
  expect(await read(id)).toMatchObject({ notLookedAt: 7 })
})

test('is told to nobody who may not read the page', async () => {
  const { id } = await pageWithResult()
  await expect(read(id, stranger)).rejects.toMatchObject({ code: 'not-found' })
  await expect(read(newId())).rejects.toMatchObject({ code: 'not-found' })
})
