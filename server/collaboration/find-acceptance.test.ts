import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { findResult } from '#server/document-model/job-result-block.ts'
import { lettersOf } from '#server/document-model/passage-words.ts'
import { sumOfStretches } from '#server/document-model/stretches.ts'
import { newId } from '#server/platform/ids.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { editDocument } from './edit-document.ts'
import { type Acceptance, acceptorsAmong, findAcceptances } from './find-acceptance.ts'

const ctx = await createTestContext()
const { url } = await serve(ctx)
const ada = await createPerson(ctx)
const ben = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Ben' })
const closers = closeAfterEach()

async function open(page: string, person = ada): Promise<RawClient> {
  const client = new RawClient(url, page, { saved: true, headers: browserHeaders(person) })
  closers.push(() => client.close())
  return await client.whenSynced()
}

/** Marks the words of the page's last paragraph. */
function mark(doc: Y.Doc, taskId: string | null): void {
  const last = doc.getXmlFragment(ROOT.body).toArray().at(-1)
  const text = last instanceof Y.XmlElement ? last.get(0) : undefined
  if (text instanceof Y.XmlText) text.format(0, text.length, { provenance: taskId && { taskId } })
}
const rows = (documentId: string) =>
  ctx.db.prisma.passageMark.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
/** So that nothing is found by looking through the log: what a page of any length is like. */
const hideLog = (documentId: string) =>
  ctx.db.prisma.documentUpdate.updateMany({ where: { documentId }, data: { actorKind: 'system' } })

test('who marks words over a socket is recorded with that update, and typing records nothing', async () => {
  const page = await createPage(ctx, ada)
  const [one, other] = [newId(), newId()]
  const client = await open(page)
  client.write('words')
  await until('saved', () => client.saved > 1)
  expect(await rows(page)).toEqual([])
  mark(client.doc, one)
  const marked = await until('the mark', async () => (await rows(page))[0])
  expect(marked).toMatchObject({ sourceId: one, actorId: ada.userId })
  const image = new Y.XmlElement('image')
  image.setAttribute('fromTask', other)
  client.doc.getXmlFragment(ROOT.body).push([image])
  await until('the picture', async () => (await rows(page)).length === 2)
  await hideLog(page)
  const found = await findAcceptances(ctx, page, [
    { id: one, after: 1 },
    { id: other, after: 1 },
    { id: newId(), after: 1 },
  ])
  expect([...found].map(([id, by]) => [id, by[0]?.userId]).sort()).toEqual(
    [
      [one, ada.userId],
      [other, ada.userId],
    ].sort(),
  )
})

const PARTS = ['The looms stood still.', 'The mill waited.', 'Nobody came.']
const sumOf = (words: string) => sumOfStretches([{ letters: lettersOf(words), picture: undefined }])

/** A page in which a result of three parts waits, and what people do with it. */
async function waiting() {
  const page = await createPage(ctx, ada)
  const taskId = newId()
  const edit = (by: { userId: string }, act: (body: Y.XmlFragment) => void) =>
    editDocument(ctx, { kind: 'person', id: by.userId }, page, (doc) => act(doc.getXmlFragment(ROOT.body)))
  const came = await editDocument(ctx, { kind: 'job', id: taskId }, page, (doc) => {
    const result = new Y.XmlElement('jobResult')
    result.setAttribute('taskId', taskId)
    result.insert(
      0,
      PARTS.map((words) => paragraph(words)),
    )
    doc.getXmlFragment(ROOT.body).push([result])
  })
  const result = (body: Y.XmlFragment) => findResult(body, [taskId]) ?? fail()
  const format = (part: number, value: object | null) => (body: Y.XmlFragment) => {
    const line = result(body).get(part)
    const text = line instanceof Y.XmlElement ? line.get(0) : undefined
    if (text instanceof Y.XmlText) text.format(0, text.length, { provenance: value })
  }
  /** Puts these parts in the place of the frame, all marked. */
  const settle =
    (...parts: number[]) =>
    (body: Y.XmlFragment) => {
      const at = body.toArray().indexOf(result(body))
      const kept = parts.map((part) => paragraph(PARTS[part] ?? '', taskId))
      body.delete(at, 1)
      body.insert(at, kept)
    }
  const acceptor = async (words: string) =>
    acceptorsAmong(
      (await findAcceptances(ctx, page, [{ id: taskId, after: came?.seq ?? 0 }])).get(taskId) ?? [],
    )({ letters: lettersOf(words), picture: undefined }).map(({ userId }) => userId)
  return { page, taskId, edit, acceptor, settle, accept: (part: number) => format(part, { taskId }), format }
}

function paragraph(words: string, taskId?: string): Y.XmlElement {
  const [element, text] = [new Y.XmlElement('paragraph'), new Y.XmlText()]
  element.insert(0, [text])
  text.insert(0, words, taskId ? { provenance: { taskId } } : {})
  return element
}

function fail(): never {
  throw new Error('no result waits there')
}

test('each part has been accepted by whoever accepted it, whoever takes the frame away', async () => {
  const { edit, accept, settle, acceptor, page, taskId } = await waiting()
  await edit(ada, accept(0))
  await edit(ben, settle(0, 1, 2))
  expect(await acceptor('The looms stood still.')).toEqual([ada.userId])
  expect(await acceptor('The mill waited.')).toEqual([ben.userId])
  // Of words that were changed since it cannot be told which they were.
  expect(await acceptor('Nobody at all came.')).toEqual([ada.userId, ben.userId])
  const kept = await ctx.db.prisma.passageMark.findMany({
    where: { documentId: page },
    orderBy: { seq: 'asc' },
  })
  expect(kept.map(({ sourceId, sums }) => [sourceId, sums])).toEqual([
    [taskId, [sumOf(PARTS[0] ?? '')]],
    [taskId, [sumOf(PARTS[1] ?? ''), sumOf(PARTS[2] ?? '')]],
  ])
  // What has been worked out is not worked out again.
  await ctx.db.prisma.documentUpdate.deleteMany({ where: { documentId: page } })
  expect(await acceptor('The mill waited.')).toEqual([ben.userId])
})

test('what was undone has been accepted by nobody, and then by whoever accepts it anew', async () => {
  const { edit, accept, format, settle, acceptor } = await waiting()
  await edit(ada, accept(0))
  await edit(ada, format(0, null))
  await edit(ben, settle(0))
  expect(await acceptor('The looms stood still.')).toEqual([ben.userId])
  expect(await acceptor('The looms stood.')).toEqual([ben.userId])
})

test('whoever names a task before its result came in, or moves its words later, has not accepted them', async () => {
  const { edit, settle, acceptor, taskId } = await waiting()
  await edit(ada, settle(0))
  const moved = paragraph(PARTS[0] ?? '', taskId)
  await edit(ben, (body) => {
    body.delete(0, body.length)
    body.insert(0, [paragraph('mine')])
  })
  await edit(ben, (body) => body.push([moved]))
  await edit(ben, (body) => body.push([paragraph('Bob was fired.', taskId)]))
  expect(await acceptor('The looms stood still.')).toEqual([ada.userId])
  expect(await acceptor('Bob was fired.')).toEqual([ada.userId])
})

test('of a page that is older than these records the log tells, and what it does not was not recorded', async () => {
  const page = await createPage(ctx, ada)
  const taskId = newId()
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText('words')])
    doc.getXmlFragment(ROOT.body).push([paragraph])
    mark(doc, taskId)
  })
  await ctx.db.prisma.passageMark.deleteMany({ where: { documentId: page } })
  const { headSeq } = await ctx.db.prisma.document.update({
    where: { id: page },
    data: { marksSince: 3 },
  })
  expect(headSeq).toBe(2)
  // Somebody moves it after the upgrade: that is no acceptance.
  await editDocument(ctx, { kind: 'person', id: ben.userId }, page, (doc) => mark(doc, null))
  await editDocument(ctx, { kind: 'person', id: ben.userId }, page, (doc) => mark(doc, taskId))
  const find = async () =>
    (await findAcceptances(ctx, page, [{ id: taskId, after: 1 }])).get(taskId)?.[0]?.userId
  expect(await find()).toBe(ada.userId)
  await hideLog(page)
  expect(await find()).toBeUndefined()
})

test('of a page as old as these records the log is not looked through: what was not recorded nobody accepted', async () => {
  const page = await createPage(ctx, ada)
  const taskId = newId()
  await editDocument(ctx, { kind: 'person', id: ada.userId }, page, (doc) => {
    doc.getXmlFragment(ROOT.body).push([paragraph('words', taskId)])
  })
  await ctx.db.prisma.passageMark.deleteMany({ where: { documentId: page } })
  expect(await findAcceptances(ctx, page, [{ id: taskId, after: 1 }])).toEqual(new Map())
})

test('of an update that accepts from two results each is told apart', async () => {
  const { page, edit, taskId, settle } = await waiting()
  const other = newId()
  await editDocument(ctx, { kind: 'job', id: other }, page, (doc) => {
    const result = new Y.XmlElement('jobResult')
    result.setAttribute('taskId', other)
    result.insert(0, [paragraph('A mill burned.')])
    doc.getXmlFragment(ROOT.body).push([result])
  })
  await edit(ada, (body) => {
    settle(1)(body)
    body.push([paragraph('A mill burned.', other)])
  })
  const found = await findAcceptances(ctx, page, [
    { id: taskId, after: 2 },
    { id: other, after: 3 },
  ])
  expect([taskId, other].map((id) => found.get(id)?.map(({ sums }) => [...(sums ?? [])]))).toEqual([
    [[sumOf(PARTS[1] ?? '')]],
    [[sumOf('A mill burned.')]],
  ])
})

test('of very many acceptances and very many words it is told soon who accepted them', () => {
  const acceptances = Array.from(
    { length: 3_000 },
    (_, at): Acceptance => ({
      ...{ userId: at % 2 === 0 ? ada.userId : ben.userId, at: new Date(at) },
      sums: new Set([sumOf(`Part ${at}.`), sumOf('Undone.')]),
    }),
  )
  const start = process.cpuUsage()
  const acceptorsOf = acceptorsAmong(acceptances)
  const told = Array.from({ length: 5_000 }, (_, at) =>
    acceptorsOf({ letters: lettersOf(`Part ${at}.`), picture: undefined }),
  )
  const { user, system } = process.cpuUsage(start)
  expect(told[0]).toEqual([acceptances[0]])
  expect(told[4_000]?.map(({ at }) => at.getTime())).toEqual([2_998, 2_999])
  // A few milliseconds; with a look through all of them for each of the words, minutes.
  expect((user + system) / 1_000_000).toBeLessThan(3)
})
