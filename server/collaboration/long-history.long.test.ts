import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { MESSAGE, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { RawClient } from '#server/testing/raw-collab-client.ts'
import { HISTORY_OPERATIONS, realisticHistory } from '#server/testing/realistic-history.ts'
import { type CollabProcess, startCollabProcess } from '#server/testing/start-collab-process.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'

const MINUTE = 60_000
/** Frames that are sent ahead of what is acknowledged. */
const WINDOW = 2_000
const STOP_MS = 10_000
const RECONNECT_BYTES = 12_000

const ctx = await createTestContext()
const ada = await createPerson(ctx)
const page = await createPage(ctx, ada)
const history = realisticHistory()

const closers = closeAfterEach()

const start = (): Promise<CollabProcess> => startCollabProcess(ctx, { env: { RATE_LIMIT_SCALE: '1000' } })
const headersOf = ({ origin }: CollabProcess) => ({ cookie: ada.cookie, origin })

async function join(at: CollabProcess, documentId = page): Promise<RawClient> {
  const client = new RawClient(at.url, documentId, { saved: true, headers: headersOf(at) })
  closers.push(() => client.close())
  await client.whenSynced()
  await until('the first frame saved', () => client.saved >= 1)
  return client
}

/** Sends each update as a frame of its own; resolves when all of them are sent, not when they are saved. */
async function stream(client: RawClient, updates: readonly Uint8Array[]): Promise<void> {
  const before = client.saved
  for (let sent = 0; sent < updates.length; ) {
    await until('some of it saved', () => sent - (client.saved - before) < WINDOW / 2, MINUTE)
    for (const update of updates.slice(sent, sent + WINDOW / 2)) client.sync(2, update)
    sent += WINDOW / 2
  }
}

async function stop({ child }: CollabProcess): Promise<void> {
  const began = performance.now()
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
  expect(performance.now() - began).toBeLessThan(STOP_MS)
}

const lettersOf = (doc: Y.Doc): number =>
  doc
    .getXmlFragment('body')
    .toString()
    .replace(/<[^>]+>/g, '').length

test(
  'a stop in the middle of 260,000 streamed updates, and one right after them: both in order, and nothing is lost',
  async () => {
    const half = HISTORY_OPERATIONS / 2
    const first = await start()
    const writer = await join(first)
    await stream(writer, history.updates.slice(0, half))
    // With frames under way that nobody has acknowledged.
    await stop(first)
    const second = await start()
    const acknowledged = writer.saved - 1
    const { headSeq } = await ctx.db.prisma.document.findUniqueOrThrow({ where: { id: page } })
    expect(headSeq - 1).toBeGreaterThanOrEqual(acknowledged)
    // The client still has what was not acknowledged, and brings it again with all the rest.
    const back = await join(second)
    const before = back.saved
    for (const update of history.updates.slice(acknowledged, half)) back.sync(2, update)
    await stream(back, history.updates.slice(half))
    const frames = HISTORY_OPERATIONS - acknowledged
    await until('everything saved', () => back.saved - before >= frames, MINUTE)
    await stop(second)
    const reader = await join(await start())
    expect(lettersOf(reader.doc)).toBe(history.letters)
    const missing = Y.encodeStateAsUpdate(reader.doc, history.vector)
    expect(Y.decodeUpdate(missing).structs.every(({ id }) => id.client !== history.clientId)).toBe(true)
  },
  10 * MINUTE,
)

test(
  'who comes back to it up to date is sent at most 12 kB, and leaves nothing in the log',
  async () => {
    const node = await start()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, history.state)
    const known = await join(node)
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(known.doc))
    const { headSeq } = await ctx.db.prisma.document.findUniqueOrThrow({ where: { id: page } })
    const socket = new WebSocket(`${node.url}/collab/${page}`, { headers: headersOf(node) })
    closers.push(() => socket.close())
    let bytes = 0
    const frames: Uint8Array[] = []
    socket.on('message', (data: Buffer) => {
      bytes += data.length
      frames.push(new Uint8Array(data))
    })
    await once(socket, 'open')
    const question = Y.encodeStateVector(doc)
    socket.send(Buffer.concat([Buffer.from([0, 0, question.length]), question]))
    await until('the end of the answer', () => frames.some((frame) => frame[0] === 0 && frame[1] === 1))
    expect(bytes).toBeLessThan(RECONNECT_BYTES)
    // The whole set of what was ever deleted comes along each time.
    known.sync(1, Y.encodeStateAsUpdate(doc, question))
    await until('that saved', () => known.saved === 2)
    expect((await ctx.db.prisma.document.findUniqueOrThrow({ where: { id: page } })).headSeq).toBe(headSeq)
  },
  2 * MINUTE,
)

test(
  'while it is loaded, and typed in for the first time, nobody on another page waits for longer than 0.3 s',
  async () => {
    const node = await start()
    const calm = await createPage(ctx, ada)
    const [writer, listener] = [await join(node, calm), await join(node, calm)]
    let [longest, rounds, watching] = [0, 0, true]
    const watch = (async () => {
      for (; watching; rounds++) {
        const began = performance.now()
        writer.write(`round ${rounds}`)
        await until('the word at the other', () => listener.text().includes(`>round ${rounds}<`))
        longest = Math.max(longest, performance.now() - began)
      }
    })()
    await until('a few rounds', () => rounds > 20)
    longest = 0
    // It takes nothing apart, so that this process stays free to watch.
    const big = new WebSocket(`${node.url}/collab/${page}`, { headers: headersOf(node) })
    closers.push(() => big.close())
    let [synced, saved] = [false, 0]
    big.on('message', (data: Buffer) => {
      synced ||= data[0] === MESSAGE.sync && data[1] === 1
      if (data[0] === MESSAGE.saved) saved = data[1] ?? 0
    })
    await once(big, 'open')
    const hello = JSON.stringify({ schemaVersion: SCHEMA_VERSION })
    big.send(Buffer.concat([Buffer.from([MESSAGE.hello, hello.length]), Buffer.from(hello)]))
    big.send(Uint8Array.of(0, 0, 1, 0))
    await until('the page', () => synced)
    const fresh = new Y.Doc()
    fresh.getText('title').insert(0, 'typed')
    const update = Y.encodeStateAsUpdate(fresh)
    big.send(Buffer.concat([Buffer.from([0, 2, update.length]), update]))
    await until('the first words saved', () => saved === 1)
    await until('some rounds more', () => rounds > 60)
    watching = false
    await watch
    process.stdout.write(`longest wait on another page: ${longest.toFixed(0)} ms in ${rounds} rounds\n`)
    expect(longest).toBeLessThan(300)
  },
  2 * MINUTE,
)
