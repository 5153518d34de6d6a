import { expect, test } from 'vitest'
import { Outbox, type OutboxEntry, type OutboxStore } from './outbox.ts'

/** A store whose writes complete when the test says so. */
class HeldStore implements OutboxStore {
  readonly held = new Map<string, OutboxEntry>()
  readonly #waiting: { apply: () => void; resolve: () => void; reject: (cause: Error) => void }[] = []
  writes = 0

  write(change: { add: readonly OutboxEntry[]; remove: readonly string[] }): Promise<void> {
    this.writes++
    return new Promise((resolve, reject) => {
      const apply = () => {
        for (const entry of change.add) this.held.set(entry.key, entry)
        for (const key of change.remove) this.held.delete(key)
      }
      this.#waiting.push({ apply, resolve, reject })
    })
  }

  async complete(): Promise<void> {
    const next = this.#waiting.shift()
    next?.apply()
    next?.resolve()
    await Promise.resolve()
    await Promise.resolve()
  }

  async refuse(): Promise<void> {
    this.#waiting.shift()?.reject(new Error('quota exceeded'))
    await Promise.resolve()
    await Promise.resolve()
  }
}

function setUp() {
  const store = new HeldStore()
  const outbox = new Outbox(
    store,
    () => {},
    () => 1_000,
  )
  return { store, outbox }
}

const update = (byte: number) => new Uint8Array([byte])

test('a change counts as stored only when the transaction that holds it has completed', async () => {
  const { store, outbox } = setUp()
  outbox.add(update(1))
  expect(outbox.facts).toMatchObject({ unsaved: 1, stored: false })
  await store.complete()
  expect(outbox.facts).toMatchObject({ unsaved: 1, stored: true, storageFailed: false })
  expect([...store.held.values()].map(({ bytes }) => bytes)).toEqual([update(1)])
})

test('changes made during a write go together in the next one', async () => {
  const { store, outbox } = setUp()
  for (let byte = 1; byte <= 5; byte++) outbox.add(update(byte))
  expect(store.writes).toBe(1)
  await store.complete()
  expect(store.writes).toBe(2)
  await store.complete()
  expect(store.held.size).toBe(5)
  expect(store.writes).toBe(2)
})

test('an entry leaves the store only when its own frame is committed', async () => {
  const { store, outbox } = setUp()
  const [first, second] = [outbox.add(update(1)), outbox.add(update(2))]
  await store.complete()
  await store.complete()
  outbox.sent(first, 1)
  outbox.sent(second, 2)
  outbox.committed(1)
  await store.complete()
  expect([...store.held.keys()]).toEqual([second])
  expect(outbox.facts.unsaved).toBe(1)
  outbox.committed(2)
  await store.complete()
  expect(store.held.size).toBe(0)
  expect(outbox.facts).toMatchObject({ unsaved: 0, stored: true, oldestAt: null })
})

test('an acknowledgement never covers what was not sent on this connection', async () => {
  const { store, outbox } = setUp()
  const key = outbox.add(update(1))
  await store.complete()
  outbox.sent(key, 1)
  outbox.disconnected()
  outbox.committed(5)
  expect(outbox.facts.unsaved).toBe(1)
  outbox.sentAll(1)
  outbox.add(update(2))
  outbox.committed(1)
  expect(outbox.facts.unsaved).toBe(1)
})

test('a change that is committed before it was written leaves nothing behind', async () => {
  const { store, outbox } = setUp()
  outbox.add(update(1))
  const late = outbox.add(update(2))
  outbox.sent(late, 1)
  outbox.sentAll(1)
  outbox.committed(1)
  await store.complete()
  await store.complete()
  expect(store.held.size).toBe(0)
})

test('a store that refuses is told, and the change stays to be sent and written again', async () => {
  const { store, outbox } = setUp()
  outbox.add(update(1))
  await store.refuse()
  expect(outbox.facts).toMatchObject({ unsaved: 1, stored: false, storageFailed: true })
  outbox.add(update(2))
  await store.complete()
  expect(outbox.facts).toMatchObject({ unsaved: 2, stored: true, storageFailed: false })
  outbox.close()
})

test('what an earlier visit left is unsaved until it is acknowledged here', () => {
  const { outbox } = setUp()
  outbox.adopt([{ key: 'old', bytes: update(1), madeAt: 5 }])
  expect(outbox.facts).toMatchObject({ unsaved: 1, stored: true, oldestAt: 1_000 })
  outbox.sentAll(1)
  outbox.committed(1)
  expect(outbox.facts.unsaved).toBe(0)
})
