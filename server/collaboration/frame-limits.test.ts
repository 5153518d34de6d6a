import * as encoding from 'lib0/encoding'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { CLOSE, LIMITS, MESSAGE } from '#server/contracts/collaboration.ts'
import { closeAfterEach } from '#server/testing/close-after-each.ts'
import { encodeRaw } from '#server/testing/door-fuzz/raw-update.ts'
import { createPage, createPerson } from '#server/testing/factories.ts'
import { browserHeaders, RawClient } from '#server/testing/raw-collab-client.ts'
import { serve } from '#server/testing/serve-collaboration.ts'
import { createTestContext } from '#server/testing/test-context.ts'
import { until } from '#server/testing/until.ts'
import { readDocument } from './read-document.ts'

const ctx = await createTestContext()
const { url } = await serve(ctx)
const ada = await createPerson(ctx)

const closers = closeAfterEach()

async function join(page?: string): Promise<RawClient> {
  const client = new RawClient(url, page ?? (await createPage(ctx, ada)), {
    saved: true,
    headers: browserHeaders(ada),
  })
  closers.push(() => client.close())
  await client.whenSynced()
  await until('the first frame saved', () => client.saved === 1)
  return client
}

function message(type: number, write: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, type)
  write(encoder)
  return encoding.toUint8Array(encoder)
}

/** An awareness message of so many clients, filled up with states to so many bytes. */
function awareness(count: number, bytes = 0): Uint8Array {
  const list = encoding.createEncoder()
  encoding.writeVarUint(list, count)
  for (let n = 0; n < count; n++) {
    encoding.writeVarUint(list, 1)
    encoding.writeVarUint(list, 0)
    // The last is as long as is missing, its own length of three bytes included.
    const rest = bytes - encoding.length(list) - 3
    encoding.writeVarString(list, n === count - 1 && rest > 0 ? 'x'.repeat(rest) : '{}')
  }
  return message(MESSAGE.awareness, (encoder) =>
    encoding.writeVarUint8Array(encoder, encoding.toUint8Array(list)),
  )
}

function hello(bytes: number): Uint8Array {
  const start = '{"schemaVersion":2,"x":"'
  return message(MESSAGE.hello, (encoder) =>
    encoding.writeVarString(encoder, `${start}${'x'.repeat(bytes - start.length - 2)}"}`),
  )
}

/** Step 1 with a vector of so many bytes, of which Yjs reads an entry. */
function question(bytes: number): Uint8Array {
  const vector = new Uint8Array(bytes)
  vector.set([1, 5, 0])
  return message(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, 0)
    encoding.writeVarUint8Array(encoder, vector)
  })
}

function update(bytes: Uint8Array): Uint8Array {
  return message(MESSAGE.sync, (encoder) => {
    encoding.writeVarUint(encoder, 2)
    encoding.writeVarUint8Array(encoder, bytes)
  })
}

/** A frame of so many bytes in all, of letters for the title. */
function letters(bytes: number): Uint8Array {
  const make = (count: number): Uint8Array =>
    update(
      encodeRaw({
        clients: [
          {
            client: 7,
            clock: 0,
            structs: [{ kind: 'item', parent: 'title', content: { ref: 4, text: 'x'.repeat(count) } }],
          },
        ],
        deletes: [],
      }),
    )
  const around = make(bytes - 100).length - (bytes - 100)
  return make(bytes - around)
}

function newClients(count: number, first = 100): Uint8Array {
  const clients = Array.from({ length: count }, (_, index) => ({
    client: first + index,
    clock: 0,
    structs: [{ kind: 'item' as const, parent: 'title', content: { ref: 4 as const, text: 'x' } }],
  }))
  return update(encodeRaw({ clients, deletes: [] }))
}

const NOTHING = Y.encodeStateAsUpdate(new Y.Doc())

/** A client that was let in and is still answered. */
async function isServed(client: RawClient): Promise<boolean> {
  const before = client.saved
  client.sync(2, NOTHING)
  await until('an answer or the end', () => client.closed || client.saved > before)
  return client.closed === undefined
}

describe('a message at its limit passes; one above ends the socket with a reason that names the limit', () => {
  test.each<[string, number, number, (size: number) => Uint8Array]>([
    ['bytes of a frame', LIMITS.frame, CLOSE.tooLarge, letters],
    ['bytes of a hello', LIMITS.hello, CLOSE.refused, hello],
    ['bytes of a state vector', LIMITS.stateVector, CLOSE.refused, question],
    ['clients of an awareness message', LIMITS.awarenessEntries, CLOSE.refused, awareness],
    ['bytes of an awareness message', LIMITS.awareness, CLOSE.refused, (size) => awareness(5, size)],
    ['new client ids of an update', LIMITS.newClients, CLOSE.refused, newClients],
  ])('%s: %i', async (_what, limit, code, make) => {
    const client = await join()
    client.send(make(limit))
    expect(await isServed(client)).toBe(true)
    const other = await join()
    other.send(make(limit + 1))
    expect(await other.whenClosed()).toBe(code)
    expect(other.closed?.reason).toContain(String(limit))
  })

  test('characters of a presence state: a longer one is not passed on, and the socket stays', async () => {
    const page = await createPage(ctx, ada)
    const [client, watcher] = [await join(page), await join(page)]
    const state = (length: number) => ({ x: 'x'.repeat(length - '{"x":""}'.length) })
    client.say(5, 1, state(LIMITS.awarenessState))
    await until('the state', () => watcher.stateOf(5))
    client.say(5, 2, state(LIMITS.awarenessState + 1))
    client.say(5, 3, { last: true })
    await until('the next', () => JSON.stringify(watcher.stateOf(5)) === '{"last":true}')
    expect(client.closed).toBeUndefined()
  })

  test('new client ids in many updates count together', async () => {
    const client = await join()
    client.send(newClients(LIMITS.newClients - 1))
    expect(await isServed(client)).toBe(true)
    client.send(newClients(2, 9_000))
    expect(await client.whenClosed()).toBe(CLOSE.refused)
    expect(client.closed?.reason).toContain(String(LIMITS.newClients))
  })
})

test('a page at its limit of bytes takes nothing more and says so, loses nothing, and can be made smaller', async () => {
  const page = await createPage(ctx, ada)
  const writer = await join(page)
  const text = 'x'.repeat(3_500_000)
  const full = Math.floor(LIMITS.document / text.length)
  for (let n = 0; n < full; n++) {
    writer.doc.getText('title').insert(0, text)
    await until('saved', () => writer.saved === n + 2, 20_000)
  }
  expect(writer.closed).toBeUndefined()
  writer.doc.getText('title').insert(0, text)
  expect(await writer.whenClosed()).toBe(CLOSE.refused)
  expect(writer.closed?.reason).toContain('64 MiB')
  const again = await join(page)
  expect(again.doc.getText('title').length).toBe(full * text.length + 'A page'.length)
  again.doc.getText('title').delete(0, text.length)
  await until('the deletion saved', () => again.saved === 2)
  expect((await readDocument(ctx, page)).doc.getText('title').length).toBe((full - 1) * text.length + 6)
}, 120_000)

test('frames above the rate wait, none is lost, and the socket stays', async () => {
  const client = await join()
  const burst = LIMITS.framesPerSecond * 10
  client.write('x'.repeat(600))
  const known = Y.encodeStateAsUpdate(client.doc)
  await until('the first saved', () => client.saved === 2)
  const began = performance.now()
  const over = LIMITS.framesPerSecond * 2
  for (let n = 0; n < burst + over; n++) client.sync(2, known)
  await until('the burst', () => client.saved > burst * 0.9)
  expect(client.saved).toBeLessThan(burst + over)
  await until('all of them', () => client.saved === burst + over + 2, 20_000)
  expect(performance.now() - began).toBeGreaterThan(1_500)
  expect(client.closed).toBeUndefined()
})
