import { afterAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readDocument } from '../read-document.ts'

const ctx = await createTestContext()
const served = await serve(ctx)

async function isSnapshotHeldUp(): Promise<boolean> {
  const { rows } = await ctx.db.pool.query(
    `SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'INSERT INTO "DocumentSnapshot"%'`,
  )
  return rows.length > 0
}

test('what is typed while a snapshot is being stored is projected as well, without another edit', async () => {
  const person = await createPerson(ctx)
  const page = await createPage(ctx, person)
  const client = new RawClient(served.url, page, { saved: true, headers: browserHeaders(person) })
  afterAll(() => client.close())
  await client.whenSynced()
  const holder = await ctx.db.pool.connect()
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE "DocumentSnapshot" IN SHARE MODE')
  for (let n = 0; n < 600; n++) client.write(`line ${n}`)
  await until('a snapshot being stored', isSnapshotHeldUp, 10_000)
  await until('all lines saved', () => client.saved === 601)
  client.write('the last words')
  await until('the last words saved', () => client.saved === 602)
  await holder.query('ROLLBACK')
  holder.release()
  await until(
    'the last words in the text of the page',
    async () => {
      const row = await ctx.db.prisma.document.findUnique({ where: { id: page }, select: { text: true } })
      return row?.text.includes('the last words')
    },
    10_000,
  )
  expect(client.closed).toBeUndefined()
})

test('what a snapshot covers is packed while people go on typing, and newcomers read the same page', async () => {
  const person = await createPerson(ctx)
  const page = await createPage(ctx, person)
  const client = new RawClient(served.url, page, { saved: true, headers: browserHeaders(person) })
  afterAll(() => client.close())
  await client.whenSynced()
  const isPacked = async () =>
    (await ctx.db.prisma.documentSegment.count({ where: { documentId: page } })) > 0
  for (let sent = 0; sent < 8 && !(await isPacked()); sent++) {
    for (let n = 0; n < 500; n++) client.write(`line ${sent} ${n}`)
    await until('these lines saved', () => client.saved === 1 + (sent + 1) * 500, 10_000)
  }
  await until('a segment', isPacked, 10_000)
  const { doc } = await readDocument(ctx, page)
  await until('every line in the copy', () => doc.getXmlFragment('body').length > 500)
  expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(client.doc))
})

test('a title and text that a crash of the database took back are stored again, without another edit', async () => {
  const person = await createPerson(ctx)
  const page = await createPage(ctx, person)
  const client = new RawClient(served.url, page, { saved: true, headers: browserHeaders(person) })
  afterAll(() => client.close())
  await client.whenSynced()
  client.write('words to keep')
  const isProjected = async () =>
    (await ctx.db.prisma.document.findUnique({ where: { id: page }, select: { text: true } }))?.text.includes(
      'words to keep',
    )
  await until('the words in the text of the page', isProjected, 10_000)
  await ctx.db.prisma.document.update({ where: { id: page }, data: { text: '', projectedSeq: 0 } })
  expect(await isProjected()).toBe(false)
  await until('the words in the text again', isProjected, 10_000)
})
