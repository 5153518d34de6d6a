import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { ROOT } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { editDocument } from './edit-document.ts'
import { findAcceptances } from './find-acceptance.ts'

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
  expect([...found].map(([id, { userId }]) => [id, userId]).sort()).toEqual(
    [
      [one, ada.userId],
      [other, ada.userId],
    ].sort(),
  )
})

test('the first after the result came in has accepted it: not who named it before, nor who moves it later', async () => {
  const page = await createPage(ctx, ada)
  const taskId = newId()
  const edit = (by: { userId: string }, act: (doc: Y.Doc) => void) =>
    editDocument(ctx, { kind: 'person', id: by.userId }, page, act)
  await edit(ada, (doc) => {
    const paragraph = new Y.XmlElement('paragraph')
    paragraph.insert(0, [new Y.XmlText('words')])
    doc.getXmlFragment(ROOT.body).push([paragraph])
  })
  await edit(ben, (doc) => mark(doc, taskId))
  const came = await edit(ada, (doc) => mark(doc, null))
  await edit(ada, (doc) => mark(doc, taskId))
  await edit(ben, (doc) => mark(doc, null))
  await edit(ben, (doc) => mark(doc, taskId))
  await editDocument(ctx, { kind: 'job', id: newId() }, page, (doc) => mark(doc, newId()))
  expect((await rows(page)).map(({ actorId }) => actorId)).toEqual([ben.userId, ada.userId, ben.userId])
  await hideLog(page)
  const found = await findAcceptances(ctx, page, [{ id: taskId, after: came?.seq ?? 0 }])
  expect(found.get(taskId)?.userId).toBe(ada.userId)
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
  const find = async () => (await findAcceptances(ctx, page, [{ id: taskId, after: 1 }])).get(taskId)?.userId
  expect(await find()).toBe(ada.userId)
  await hideLog(page)
  expect(await find()).toBeUndefined()
})
