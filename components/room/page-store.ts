import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import { SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import type { OutboxEntry, OutboxStore } from './outbox.ts'

interface PageSchema extends DBSchema {
  updates: {
    key: string
    value: OutboxEntry & { documentId: string }
    indexes: { document: string }
  }
  copies: {
    key: string
    value: { documentId: string; bytes: Uint8Array; schemaVersion: number; keptAt: number }
    indexes: { keptAt: number }
  }
}

/** Copies of pages serve reading and writing while the server is away; this many, and this many bytes of them, are kept. */
const COPIES_KEPT = 40
const COPY_BYTES_KEPT = 64 * 1_048_576

export type KeptPage = { copy: Uint8Array | undefined; unsent: OutboxEntry[] }

/**
 * What this browser holds of one account's pages. The account's id is part of the database's name, so another account on the
 * same browser neither sees these texts nor sends them in its own name.
 */
export class PageStore implements OutboxStore {
  readonly #documentId: string
  readonly #database: Promise<IDBPDatabase<PageSchema>>

  constructor(userId: string, documentId: string) {
    this.#documentId = documentId
    this.#database = openDatabase(userId)
    // Whoever uses the database meets the failure; without this line it would also count as unhandled.
    this.#database.catch(() => {})
  }

  /**
   * The page as this browser knows it. The unsent updates stay apart in the store: another tab of the same person may be
   * waiting for the acknowledgement of some of them, and would remove more than that if they were made one.
   */
  async load(): Promise<KeptPage> {
    const transaction = (await this.#database).transaction(['updates', 'copies'])
    const [unsent, copy] = await Promise.all([
      transaction.objectStore('updates').index('document').getAll(this.#documentId),
      transaction.objectStore('copies').get(this.#documentId),
    ])
    await transaction.done
    // A copy made by a newer Weft may hold nodes that this one does not know and would delete.
    return { copy: copy && copy.schemaVersion <= SCHEMA_VERSION ? copy.bytes : undefined, unsent }
  }

  /** Throws when the browser refuses; nothing of the change is kept then. */
  async write(change: { add: readonly OutboxEntry[]; remove: readonly string[] }): Promise<void> {
    // Strict: `done` means that the operating system has it, so a power cut after "On this device" takes nothing back.
    const transaction = (await this.#database).transaction('updates', 'readwrite', { durability: 'strict' })
    const { store, done } = transaction
    try {
      // A request that fails ends the transaction, and that is where it is told.
      for (const { key, bytes, madeAt } of change.add)
        store.put({ key, bytes, madeAt, documentId: this.#documentId }).catch(() => {})
      for (const key of change.remove) store.delete(key).catch(() => {})
      await done
    } catch (cause) {
      // What came before the fault would be committed without it.
      abort(transaction)
      await done.catch(() => {}) // ended by the fault, or by the line above
      throw cause
    }
  }

  /** Keeps the page's state for a visit without a connection, and lets go of the copies not seen for longest. */
  async keepCopy(bytes: Uint8Array): Promise<void> {
    const transaction = (await this.#database).transaction('copies', 'readwrite')
    await transaction.store.put({
      documentId: this.#documentId,
      bytes,
      schemaVersion: SCHEMA_VERSION,
      keptAt: Date.now(),
    })
    let kept = 0
    let size = 0
    for await (const cursor of transaction.store.index('keptAt').iterate(null, 'prev')) {
      kept += 1
      size += cursor.value.bytes.byteLength
      if (kept > 1 && (kept > COPIES_KEPT || size > COPY_BYTES_KEPT)) await cursor.delete()
    }
    await transaction.done
  }

  /** Removes the copy: this person may not read the page any more. */
  async dropCopy(): Promise<void> {
    await (await this.#database).delete('copies', this.#documentId)
  }

  async close(): Promise<void> {
    const database = await this.#database.catch(() => undefined)
    database?.close()
  }
}

/** A browser that allows no storage may refuse in the call itself; whoever uses the database meets that, not whoever opens a page. */
async function openDatabase(userId: string): Promise<IDBPDatabase<PageSchema>> {
  return await openDB<PageSchema>(`weft-${userId}`, 1, {
    upgrade(database) {
      database.createObjectStore('updates', { keyPath: 'key' }).createIndex('document', 'documentId')
      database.createObjectStore('copies', { keyPath: 'documentId' }).createIndex('keptAt', 'keptAt')
    },
    // A newer Weft in another tab wants to change the layout; this tab's next write fails, which the writer is told.
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  })
}

function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort()
  } catch {
    // It has ended already, and kept nothing.
  }
}
