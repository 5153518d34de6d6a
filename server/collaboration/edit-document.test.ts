import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { documentChannel } from '#server/contracts/collaboration.ts'
import { retitle } from '#server/document-model/page-content.ts'
import { bodyTextOf, titleOf } from '#server/document-model/plain-text.ts'
import { newId } from '#server/platform/ids.ts'
import { makeDocument } from '#server/testing/make-document.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { type Author, editDocument } from './edit-document.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const ada: Author = { kind: 'person', id: newId() }

function write(doc: Y.Doc, text: string): void {
  const paragraph = new Y.XmlElement('paragraph')
  paragraph.insert(0, [new Y.XmlText(text)])
  doc.getXmlFragment('body').push([paragraph])
}

test('a new page holds its title and exactly one empty paragraph, as its first update', async () => {
  const { doc, seq } = await readDocument(ctx, await makeDocument(ctx, ada, 'Minutes'))
  expect(seq).toBe(1)
  expect(titleOf(doc)).toBe('Minutes')
  expect(doc.getXmlFragment('body').toString()).toBe('<paragraph></paragraph>')
})

test('an edit is an update of its author, numbered densely, and is projected', async () => {
  const id = await makeDocument(ctx, ada)
  expect(await editDocument(ctx, ada, id, (doc) => retitle(doc, 'Plan'))).toEqual({ documentId: id, seq: 2 })
  expect(await editDocument(ctx, ada, id, (doc) => write(doc, 'soon\0'))).toEqual({ documentId: id, seq: 3 })
  expect(bodyTextOf((await readDocument(ctx, id)).doc)).toBe('soon\0')
  expect(await ctx.db.prisma.document.findUnique({ where: { id } })).toMatchObject({
    title: 'Plan',
    text: 'soon',
    headSeq: 3,
    projectedSeq: 3,
  })
  const rows = await ctx.db.prisma.documentUpdate.findMany({ where: { documentId: id } })
  expect(rows.map((row) => [row.actorId, row.actorKind])).toEqual(Array(3).fill([ada.id, 'person']))
})

test('an edit that changes nothing leaves the log as it is and does not run what goes alongside', async () => {
  const id = await makeDocument(ctx, ada, 'Plan')
  let ran = false
  const result = await editDocument(
    ctx,
    ada,
    id,
    (doc) => retitle(doc, 'Plan'),
    async () => {
      ran = true
    },
  )
  expect(result).toBeUndefined()
  expect(ran).toBe(false)
  expect((await readDocument(ctx, id)).seq).toBe(1)
})

test('what goes alongside commits with the edit or takes it back', async () => {
  const id = await makeDocument(ctx, ada)
  const failing = editDocument(
    ctx,
    ada,
    id,
    (doc) => write(doc, 'gone'),
    async () => {
      throw new Error('no')
    },
  )
  await expect(failing).rejects.toThrow('no')
  expect((await readDocument(ctx, id)).seq).toBe(1)
})

test('many edits at once are all kept, each under its own number', async () => {
  const id = await makeDocument(ctx, ada)
  const edits = Array.from({ length: 12 }, (_, n) =>
    editDocument(ctx, ada, id, (doc) => write(doc, `line ${n}`)),
  )
  const numbers = (await Promise.all(edits)).map((result) => result?.seq ?? 0)
  expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 2))
  const text = bodyTextOf((await readDocument(ctx, id)).doc)
  for (let n = 0; n < 12; n++) expect(text).toContain(`line ${n}`)
})

test('all edits of one job stand under one client id, those of two jobs under two', async () => {
  const id = await makeDocument(ctx, ada)
  const jobs: Author[] = [newId(), newId()].map((task) => ({ kind: 'job', id: task }))
  for (const job of [...jobs, ...jobs]) await editDocument(ctx, job, id, (doc) => write(doc, job.id))
  const clients = await ctx.db.prisma.documentClient.findMany({ where: { documentId: id, actorKind: 'job' } })
  expect(clients.map((client) => client.actorId).sort()).toEqual(jobs.map((job) => job.id).sort())
})

test('an edit is called out after its commit, and a missing page is not found', async () => {
  const id = await makeDocument(ctx, ada)
  const heard: string[] = []
  const stop = await ctx.bus.listen(documentChannel(id), (payload) => heard.push(payload))
  await editDocument(ctx, ada, id, (doc) => retitle(doc, 'Heard'))
  await expect.poll(() => heard).toContain(`${id} 2`)
  stop()
  await expect(editDocument(ctx, ada, newId(), () => {})).rejects.toMatchObject({ code: 'not-found' })
  await expect(readDocument(ctx, newId())).rejects.toMatchObject({ code: 'not-found' })
})

test('a damaged snapshot is passed over: the log alone gives the same page', async () => {
  const id = await makeDocument(ctx, ada, 'Kept')
  const { doc } = await readDocument(ctx, id)
  const row = { documentId: id, seq: 1, bytes: new Uint8Array([0, 0]), hash: 'wrong', schemaVersion: 1 }
  await ctx.db.prisma.documentSnapshot.create({ data: row })
  const again = await readDocument(ctx, id)
  expect(Y.encodeStateAsUpdate(again.doc)).toEqual(Y.encodeStateAsUpdate(doc))
})
