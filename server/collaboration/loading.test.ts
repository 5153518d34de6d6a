import { expect, test } from 'vitest'
import type { WebsocketProvider } from 'y-websocket'
import type * as Y from 'yjs'
import { MESSAGE } from '#server/contracts/collaboration.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { stockProvider } from '#server/testing/stock-provider.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { takeSnapshot, writeHistory } from '#server/testing/write-history.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const { url } = await serve(ctx)
const ada = await createPerson(ctx)

const closers = closeAfterEach()

/** A page that is read from a snapshot and from what follows it, and that nobody has open. */
async function storedPage(): Promise<{ page: string; text: string }> {
  const page = await createPage(ctx, ada)
  await writeHistory(ctx, page, [{ kind: 'person', id: ada.userId }], 80, 3)
  await takeSnapshot(ctx, page)
  await writeHistory(ctx, page, [{ kind: 'person', id: ada.userId }], 40, 5)
  return { page, text: textOf((await readDocument(ctx, page)).doc) }
}

function textOf(doc: Y.Doc): string {
  return JSON.stringify([doc.getText('title').toString(), doc.getXmlFragment('body').toString()])
}

/** Keeps the log from being read for as long as `work` takes. */
async function whileUnreadable(work: () => Promise<void>): Promise<void> {
  const holder = await ctx.db.pool.connect()
  await holder.query('BEGIN')
  await holder.query('LOCK TABLE "DocumentUpdate" IN ACCESS EXCLUSIVE MODE')
  try {
    await work()
  } finally {
    await holder.query('ROLLBACK')
    holder.release()
  }
}

async function isSomebodyReading(): Promise<boolean> {
  const { rows } = await ctx.db.pool.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  )
  return rows.length > 0
}

test('a stock client is never told that it is in step before the page is loaded, and then holds all of it', async () => {
  const { page, text } = await storedPage()
  const heldAtSync: string[] = []
  let provider: WebsocketProvider | undefined
  await whileUnreadable(async () => {
    provider = stockProvider(url, page, browserHeaders(ada))
    const { doc } = provider
    closers.push(() => provider?.destroy())
    provider.on('sync', (isSynced: boolean) => void (isSynced && heldAtSync.push(textOf(doc))))
    await until('the page being read', isSomebodyReading)
    await until('an open socket', () => provider?.wsconnected)
    // What the server does with its question, it has done by the time it answers somebody else's on the same page.
    const witness = new RawClient(url, page, { saved: true, headers: browserHeaders(ada) })
    closers.push(() => witness.close())
    await until('another socket', () => witness.socket.readyState === witness.socket.OPEN)
    expect(witness.heard).toEqual([])
    expect(heldAtSync).toEqual([])
    expect(doc.getXmlFragment('body').length).toBe(0)
  })
  await until('the client in step', () => heldAtSync.length > 0)
  expect(heldAtSync).toEqual([text])
})

test('what is typed before the page is loaded is neither lost nor in the way of it', async () => {
  const { page, text } = await storedPage()
  const early = new RawClient(url, page, { saved: true, headers: browserHeaders(ada) })
  closers.push(() => early.close())
  await whileUnreadable(async () => {
    await until('an open socket', () => early.socket.readyState === early.socket.OPEN)
    await until('the page being read', isSomebodyReading)
    early.write('too early')
    expect(early.saved).toBe(0)
  })
  // The early edit, and the answer to the question of the server.
  await until('both saved', () => early.saved === 2)
  const { doc } = await readDocument(ctx, page)
  expect(textOf(doc)).toBe(textOf(early.doc))
  const without = (said: string): string => said.replace('<paragraph>too early</paragraph>', '')
  expect(without(textOf(doc))).toBe(text)
  expect(textOf(doc)).not.toBe(text)
})

test('hello, then everything of the page, then the end of the answer: in that order on one socket', async () => {
  const { page, text } = await storedPage()
  const client = new RawClient(url, page, { headers: browserHeaders(ada) })
  closers.push(() => client.close())
  let atEnd = ''
  client.doc.on('update', () => {
    if (!client.synced) atEnd = textOf(client.doc)
  })
  await client.whenSynced()
  expect(client.heard[0]?.type).toBe(MESSAGE.hello)
  expect(atEnd).toBe(text)
})
