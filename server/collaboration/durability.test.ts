import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE, MESSAGE } from '#server/contracts/collaboration.ts'
import { newId } from '#server/platform/ids.ts'
import { ackBeforeCommitLog } from '#server/testing/ack-before-commit-log.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { lossyProxy } from '#server/testing/lossy-proxy.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { type Served, serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { editDocument } from './edit-document.ts'
import { readLog } from './internal/history/read-log.ts'
import { poolQuery } from './internal/query.ts'
import { readDocument } from './read-document.ts'
import { createUpdateLog, type UpdateLog } from './update-log.ts'

const ctx = await createTestContext()
const databaseUrl = ctx.config.databaseUrl ?? ''
const served = await serve(ctx)
const ada = await createPerson(ctx)

const closers = closeAfterEach()

async function join(documentId: string, at: Served = served): Promise<RawClient> {
  const client = new RawClient(at.url, documentId, { saved: true, headers: browserHeaders(ada) })
  closers.push(() => client.close())
  await client.whenSynced()
  // The answer to the server's step 1 is the first frame that is counted.
  await until('the first frame saved', () => client.saved === 1)
  return client
}

/** Numbers of the log's updates, packed or not; the first is the page's own first paragraph. */
async function seqs(documentId: string): Promise<number[]> {
  return (await readLog(poolQuery(ctx), documentId, 0)).map(({ seq }) => seq)
}

/** Holds the document's row, so that no append to it can commit, for as long as `work` takes. */
async function whileLocked(documentId: string, work: () => Promise<void>): Promise<void> {
  const client = await ctx.db.pool.connect()
  await client.query('BEGIN')
  await client.query('SELECT 1 FROM "Document" WHERE id = $1 FOR UPDATE', [documentId])
  try {
    await work()
  } finally {
    await client.query('ROLLBACK')
    client.release()
  }
}

/** True when something that cannot be committed was acknowledged, or shown to a peer or a newcomer. */
async function leaksUncommitted(at: Served): Promise<boolean> {
  const page = await createPage(ctx, ada)
  const other = await createPage(ctx, ada)
  const [writer, reader, bystander] = await Promise.all([join(page, at), join(page, at), join(other, at)])
  let leaked = false
  await whileLocked(page, async () => {
    writer.write('held')
    // Another document passes meanwhile: the held one had its chance, and holds nobody up.
    for (let n = 0; n < 5; n++) {
      bystander.write(`free ${n}`)
      await until('the bystander saved', () => bystander.saved === n + 2, 2000)
    }
    const late = new RawClient(at.url, page, { headers: browserHeaders(ada) })
    closers.push(() => late.close())
    await late.whenSynced()
    leaked = writer.saved > 1 || reader.text().includes('held') || late.text().includes('held')
  })
  await until('all of it, once released', () => writer.saved === 2 && reader.text().includes('held'))
  return leaked
}

describe('nothing is acknowledged or shown before it is committed', () => {
  test('with the append held by a lock: nothing to anybody; released: everything', async () => {
    expect(await leaksUncommitted(served)).toBe(false)
  })

  test('the check notices a server that acknowledges first', async () => {
    const control = await serve(ctx, {
      updateLog: ackBeforeCommitLog(createUpdateLog(databaseUrl, () => {})),
    })
    expect(await leaksUncommitted(control)).toBe(true)
  })
})

test('a reply lost after the commit: acknowledged once the line is back, and in the log once', async () => {
  const proxy = await lossyProxy(databaseUrl)
  afterAll(() => proxy.close())
  const remote = await serve(ctx, { updateLog: createUpdateLog(proxy.url, () => {}) })
  const page = await createPage(ctx, ada)
  const [writer, reader] = await Promise.all([join(page, remote), join(page, remote)])
  writer.write('before')
  await until('saved', () => writer.saved === 2)
  proxy.loseAnswers()
  writer.write('once')
  await until('the commit', async () => (await seqs(page)).length === 3)
  writer.write('after')
  expect(writer.saved).toBe(2)
  expect(reader.text()).not.toContain('once')
  proxy.cut()
  await until('saved after all', () => writer.saved === 4)
  expect(await seqs(page)).toEqual([1, 2, 3, 4])
  await until('the reader has all', () => reader.text() === writer.text())
})

test('frames that come while a commit is under way wait for it: one batch of a document at a time', async () => {
  const inner = createUpdateLog(databaseUrl, () => {})
  const underWay = new Set<string>()
  const twice: string[] = []
  const slow: UpdateLog = {
    async append(batches) {
      for (const { documentId } of batches) {
        if (underWay.has(documentId)) twice.push(documentId)
        underWay.add(documentId)
      }
      const outcomes = await inner.append(batches)
      await pause(5)
      for (const { documentId } of batches) underWay.delete(documentId)
      return outcomes
    },
    close: () => inner.close(),
  }
  const slowly = await serve(ctx, { updateLog: slow })
  const page = await createPage(ctx, ada)
  const writers = await Promise.all(Array.from({ length: 8 }, () => join(page, slowly)))
  for (let n = 0; n < 40; n++) {
    for (const writer of writers) writer.write(`line ${n}`)
    await pause(1)
  }
  await until('everything saved', () => writers.every(({ saved }) => saved === 41))
  expect(twice).toEqual([])
  expect(await seqs(page)).toEqual(Array.from({ length: 321 }, (_, n) => n + 1))
})

test('the backend killed at work: acknowledged all the same, and in the log once', async () => {
  const page = await createPage(ctx, ada)
  const writer = await join(page)
  let sent = 0
  const kill = async (): Promise<void> => {
    await ctx.db.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'weft update log' AND datname = current_database()`,
    )
  }
  for (let round = 0; round < 10; round++) {
    for (let n = 0; n < 20; n++) writer.write(`line ${sent++}`)
    await kill()
  }
  await until('everything saved', () => writer.saved === sent + 1)
  const { doc, seq } = await readDocument(ctx, page)
  expect(seq).toBe(sent + 1)
  expect(doc.getXmlFragment('body').toString()).toBe(writer.text())
})

test('the database away: nothing is acknowledged, shown or dropped; back again: all of it within 5 s', async () => {
  const proxy = await lossyProxy(databaseUrl)
  afterAll(() => proxy.close())
  const remote = await serve(ctx, { updateLog: createUpdateLog(proxy.url, () => {}) })
  const page = await createPage(ctx, ada)
  const [writer, reader] = await Promise.all([join(page, remote), join(page, remote)])
  proxy.goAway()
  for (let n = 0; n < 50; n++) writer.write(`away ${n}`)
  await until('the failure to show', () => remote.collaboration.figures.failingSince)
  expect([writer.saved, writer.closed]).toEqual([1, undefined])
  expect(reader.text()).not.toContain('away')
  proxy.comeBack()
  await until('all saved', () => writer.saved === 51, 5000)
  await until('all at the reader', () => reader.text() === writer.text())
  expect(remote.collaboration.figures.failingSince).toBeUndefined()
})

test('two servers on one database: their clients converge, and numbers stay dense', async () => {
  const second = await serve(ctx)
  const page = await createPage(ctx, ada)
  const clients = await Promise.all([join(page), join(page), join(page, second), join(page, second)])
  for (let n = 0; n < 25; n++) for (const [index, client] of clients.entries()) client.write(`${index}-${n}`)
  await until('all saved', () => clients.every((client) => client.saved === 26))
  await until('all equal', () => new Set(clients.map((client) => client.text())).size === 1)
  expect(clients[0]?.doc.getXmlFragment('body').length).toBe(101)
  expect(await seqs(page)).toEqual(Array.from({ length: 101 }, (_, n) => n + 1))
})

test('a stop: what was sent is committed and acknowledged, then 1012; the readiness ends at once', async () => {
  const stopping = await serve(ctx)
  const page = await createPage(ctx, ada)
  const writer = await join(page, stopping)
  for (let n = 0; n < 30; n++) writer.write(`last ${n}`)
  await until('the frames at the server', async () => (await seqs(page)).length > 1)
  const stopped = stopping.stop()
  expect(stopping.collaboration.isReady).toBe(false)
  const refused = new RawClient(stopping.url, page, { headers: browserHeaders(ada) })
  expect(await until('a refusal', () => refused.refusedWith ?? refused.closed)).toBeTruthy()
  expect(await writer.whenClosed()).toBe(CLOSE.restarting)
  await stopped
  // Acknowledged is what is there; what was still on the way the client brings again.
  const { doc } = await readDocument(ctx, page)
  expect(doc.getXmlFragment('body').length).toBeGreaterThanOrEqual(writer.saved)
})

test('a document is served whole after a restart: from the log alone, and from a snapshot with what follows', async () => {
  const page = await createPage(ctx, ada)
  const first = await serve(ctx)
  const writer = await join(page, first)
  for (let n = 0; n < 700; n++) writer.doc.getText('title').insert(0, `${n % 10}`)
  writer.doc.getText('title').delete(0, 300)
  await until('all saved', () => writer.saved === 702)
  const snapshot = await until('a snapshot', () =>
    ctx.db.prisma.documentSnapshot.findFirst({ where: { documentId: page } }),
  )
  expect(snapshot.seq).toBeGreaterThanOrEqual(500)
  writer.write('and more')
  await until('saved', () => writer.saved === 703)
  await first.stop()
  const second = await serve(ctx)
  const reader = await join(page, second)
  expect(reader.doc.getText('title').toString()).toBe(writer.doc.getText('title').toString())
  expect(reader.text()).toBe(writer.text())
  expect((await seqs(page)).length).toBe(703)
  const { doc } = await readDocument(ctx, page)
  expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(reader.doc))
})

test('what a killed process had not projected yet is projected at the next start', async () => {
  const page = await createPage(ctx, ada)
  const behind = { title: 'old', text: '', projectedSeq: 0 }
  await ctx.db.prisma.document.update({ where: { id: page }, data: behind })
  await serve(ctx)
  const row = () => ctx.db.prisma.document.findUniqueOrThrow({ where: { id: page } })
  await until('the projection', async () => (await row()).projectedSeq === 1)
  expect((await row()).title).toBe('A page')
})

test('a client that comes back brings only what is new, and leaves nothing in the log when nothing is', async () => {
  const page = await createPage(ctx, ada)
  const writer = await join(page)
  for (let n = 0; n < 20; n++) writer.write(`line ${n}`)
  writer.doc.getXmlFragment('body').delete(0, 10)
  await until('saved', () => writer.saved === 22)
  const before = await seqs(page)
  const back = await join(page)
  back.sync(1, Y.encodeStateAsUpdate(back.doc))
  back.sync(2, Y.encodeStateAsUpdate(back.doc))
  await until('both saved at once', () => back.saved === 3)
  expect(await seqs(page)).toEqual(before)
  back.doc.getXmlFragment('body').delete(0, 1)
  back.sync(1, Y.encodeStateAsUpdate(back.doc))
  await until('saved', () => back.saved === 5)
  expect(await seqs(page)).toHaveLength(before.length + 1)
})

test('an update with a gap is not stored: the server asks for everything, and then it is saved', async () => {
  const page = await createPage(ctx, ada)
  const client = await join(page)
  const offline = new Y.Doc()
  offline.getText('title').insert(0, 'one')
  const known = Y.encodeStateVector(offline)
  offline.getText('title').insert(3, ' two')
  const asked = (): number =>
    client.heard.filter(({ type, data }) => type === MESSAGE.sync && data[0] === 0).length
  const before = asked()
  client.sync(2, Y.encodeStateAsUpdate(offline, known))
  await until('the server to ask', () => asked() > before)
  expect(await seqs(page)).toEqual([1])
  client.sync(1, Y.encodeStateAsUpdate(offline))
  // The client has answered the question by itself as well, with the little that it has.
  await until('saved', () => client.saved === 4)
  expect((await readDocument(ctx, page)).doc.getText('title').toString()).toContain('one two')
})

test('edits of jobs and of people in one document are numbered densely', async () => {
  const page = await createPage(ctx, ada)
  const client = await join(page)
  const job = { kind: 'job', id: newId() } as const
  const jobs = Array.from({ length: 15 }, (_, n) =>
    editDocument(ctx, job, page, (doc) => doc.getText('title').insert(0, `${n},`)),
  )
  for (let n = 0; n < 60; n++) {
    client.write(`line ${n}`)
    await until('saved', () => client.saved === n + 2)
  }
  await Promise.all(jobs)
  expect(await seqs(page)).toEqual(Array.from({ length: 76 }, (_, n) => n + 1))
  await until('the jobs at the client', () => client.doc.getText('title').toString().split(',').length === 16)
})

test('a row of the log that cannot be read costs its own page, and nobody else', async () => {
  const [page, other] = [await createPage(ctx, ada), await createPage(ctx, ada)]
  const [client, bystander] = await Promise.all([join(page), join(other)])
  await ctx.db.prisma.$transaction([
    ctx.db.prisma.documentUpdate.create({
      data: { documentId: page, seq: 2, actorKind: 'job', bytes: new Uint8Array([9, 9, 9]) },
    }),
    ctx.db.prisma.document.update({ where: { id: page }, data: { headSeq: 2 } }),
  ])
  expect(await client.whenClosed()).toBe(CLOSE.restarting)
  bystander.write('still here')
  await until('the bystander saved', () => bystander.saved === 2)
})
