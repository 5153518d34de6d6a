import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { fuzzDoor } from '#server/testing/door-fuzz/fuzz-door.ts'
import { HostileFrames } from '#server/testing/door-fuzz/hostile-frames.ts'
import { pageContent, pageFaults } from '#server/testing/door-fuzz/page-faults.ts'
import { createKey, createPage, createPerson, type TestPerson } from '#server/testing/factories.ts'
import { seededRandom } from '#server/testing/random-page.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const { url } = await serve(ctx)
const ada = await createPerson(ctx)
const mallory = await createPerson(ctx, { workspaceId: ada.workspaceId, name: 'Mallory' })

const closers = closeAfterEach()

function connect(documentId: string, headers: Record<string, string>): RawClient {
  const client = new RawClient(url, documentId, { saved: true, headers })
  closers.push(() => client.close())
  return client
}

async function answered({ socket }: RawClient): Promise<void> {
  let heard = false
  socket.once('pong', () => {
    heard = true
  })
  if (socket.readyState === socket.OPEN) socket.ping()
  await until('an answer', () => heard || socket.readyState === socket.CLOSED)
}

/** Sends so many hostile frames over sockets, one after the other as they are closed; returns how many sockets that took. */
async function attack(page: string, { userId }: TestPerson, headers: Record<string, string>, frames: number) {
  const random = seededRandom(frames)
  const hostile = new HostileFrames(random)
  let sockets = 0
  let attacker: RawClient | undefined
  for (let n = 0; n < frames; n++) {
    if (!attacker || attacker.closed) {
      attacker = await connect(page, headers).whenSynced()
      hostile.from(attacker.doc)
      sockets++
    }
    const vector = Y.decodeStateVector(Y.encodeStateVector(attacker.doc))
    const frame = hostile.next({ vector, foreign: [...vector.keys()], forgesNeighbours: true }, userId)
    if (random() < 0.005) attacker.socket.send('text')
    else attacker.send(frame)
    // Every few frames the answer to a ping: what was refused before it has closed the socket by then.
    if (n % 8 === 0) await answered(attacker)
  }
  return sockets
}

async function hashOf(documentId: string): Promise<string> {
  const { doc } = await readDocument(ctx, documentId)
  return createHash('sha256').update(Y.encodeStateAsUpdate(doc)).digest('hex')
}

test('40,000 hostile frames in rooms as they run: no throw, no stall, nothing that pages do not hold', async () => {
  const { accepted, documents, forged, slowest, heapGrowth, closed } = await fuzzDoor(1, 40_000)
  // A mutator whose every frame is refused at its first byte would try nothing.
  expect(accepted).toBeGreaterThan(2_000)
  expect(documents - forged).toBeGreaterThan(5)
  expect([...closed.keys()].sort()).toEqual([1007, 4422, 4426])
  expect(slowest).toBeLessThan(100)
  expect(heapGrowth).toBeLessThan(256 * 1_048_576)
}, 180_000)

test('hostile frames of a reader over sockets leave the page as it is', async () => {
  const page = await createPage(ctx, ada)
  const before = await hashOf(page)
  const key = await createKey(ctx, mallory.userId, mallory.workspaceId, ['read'])
  expect(await attack(page, mallory, { authorization: `Bearer ${key}` }, 800)).toBeGreaterThan(20)
  expect(await hashOf(page)).toBe(before)
})

test('hostile frames of an editor over sockets: the others keep theirs, and all see one page that holds what pages hold', async () => {
  const page = await createPage(ctx, ada)
  const watcher = await connect(page, browserHeaders(ada)).whenSynced()
  expect(await attack(page, mallory, browserHeaders(mallory), 801)).toBeGreaterThan(20)
  watcher.write('alive')
  await until('saved', () => watcher.saved === 2)
  // The attacker may still be answering questions about what it sent.
  const { doc } = await until('the same at the watcher', async () => {
    const read = await readDocument(ctx, page)
    return pageContent(watcher.doc) === pageContent(read.doc) && read
  })
  expect(pageFaults(doc)).toEqual([])
  expect(doc.store.pendingStructs).toBeNull()
})
