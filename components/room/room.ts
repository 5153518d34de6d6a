import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { atLeast, type DocumentRole } from '#server/contracts/actors.ts'
import type { PresentPerson } from '#server/contracts/collaboration.ts'
import { noteReach } from '../server-reach.ts'
import { Outbox } from './outbox.ts'
import { PageStore } from './page-store.ts'
import { type Connection, type Ending, RoomProvider } from './room-provider.ts'
import { nextChangeIn, type SavedFacts, type SavedState, savedState } from './saved-state.ts'

/** What the page shows of the room; a new object whenever something changed. */
export type RoomState = {
  /** True once the page's text is known, from the server or from this device: only then may an editor be mounted. */
  ready: boolean
  /** True when nothing could be shown after a while, because the server does not answer and this device has no copy. */
  unreachable: boolean
  connection: Connection
  ending: Ending | undefined
  role: DocumentRole
  editable: boolean
  user: PresentPerson
  facts: SavedFacts
  saved: SavedState
}

export type RoomOptions = {
  serverUrl: string
  documentId: string
  /** What the page was rendered with; the server's hello confirms or corrects it. */
  user: PresentPerson
  role: DocumentRole
}

/** How long a page may stay empty before it says that the server does not answer. */
const GRACE_MS = 3_000
/** The copy for a visit without a connection follows the page at this distance, and a millisecond more for so many bytes. */
const COPY_AFTER_MS = 250
const COPY_BYTES_A_MS = 250

/** Marks updates that come from this device's store: they are in the outbox already. */
const FROM_DEVICE = Symbol('from this device')

/** A page that is open in this tab: its document, its connection, and what of it waits for the server. */
export class Room {
  readonly doc = new Y.Doc()
  readonly #store: PageStore
  readonly #outbox: Outbox
  readonly #provider: RoomProvider
  readonly #listeners = new Set<() => void>()
  readonly #grace: ReturnType<typeof setTimeout>
  #state: RoomState
  #overdue: ReturnType<typeof setTimeout> | undefined
  #copyTimer: ReturnType<typeof setTimeout> | undefined
  #copyBytes = 0
  #closed = false

  constructor({ serverUrl, documentId, user, role }: RoomOptions) {
    this.#store = new PageStore(user.id, documentId)
    this.#outbox = new Outbox(this.#store, () => this.#update({}))
    this.#provider = new RoomProvider({
      serverUrl,
      documentId,
      userId: user.id,
      doc: this.doc,
      outbox: this.#outbox,
      role,
      events: {
        onHello: (hello) => this.#update({ role: hello.role, user: hello.user, ending: undefined }),
        onRole: (next) => this.#update({ role: next }),
        onPerson: (person) => this.#update({ user: person }),
        onConnection: (connection) => this.#onConnection(connection),
        onEnding: (ending) => this.#onEnding(ending),
      },
    })
    const facts: SavedFacts = { ...this.#outbox.facts, connection: 'connecting' }
    this.#state = {
      ready: false,
      unreachable: false,
      connection: 'connecting',
      ending: undefined,
      role,
      editable: false,
      user,
      facts,
      saved: savedState(facts, Date.now()),
    }
    this.doc.on('update', this.#onDocumentUpdate)
    this.#grace = setTimeout(() => this.#update({ unreachable: !this.#state.ready }), GRACE_MS)
    window.addEventListener('online', this.#onOnline)
    window.addEventListener('pagehide', this.#onPageHide)
    void this.#open()
  }

  get awareness(): Awareness {
    return this.#provider.awareness
  }

  get provider(): RoomProvider {
    return this.#provider
  }

  /** The state on show. The same object until something changes, as `useSyncExternalStore` needs it. */
  readonly snapshot = (): RoomState => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  connectNow(): void {
    this.#update({ ending: undefined })
    this.#provider.connectNow()
  }

  /** Throws away what the server refused; the caller loads the page anew. */
  async discardUnsent(): Promise<void> {
    await this.#outbox.discard()
    await this.#store.dropCopy().catch(() => {}) // without a store there was no copy
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#grace)
    clearTimeout(this.#overdue)
    window.removeEventListener('online', this.#onOnline)
    window.removeEventListener('pagehide', this.#onPageHide)
    this.doc.off('update', this.#onDocumentUpdate)
    this.#keepCopy()
    this.#provider.destroy()
    this.#outbox.close()
    void this.#outbox.settled().then(() => this.#store.close())
    this.doc.destroy()
    this.#listeners.clear()
  }

  /** What this device holds goes in before the first word with the server, so that the first answer carries it there. */
  async #open(): Promise<void> {
    try {
      const { copy, unsent } = await this.#store.load()
      if (this.#closed) return
      this.doc.transact(() => {
        if (copy) Y.applyUpdate(this.doc, copy, FROM_DEVICE)
        for (const { bytes } of unsent) Y.applyUpdate(this.doc, bytes, FROM_DEVICE)
      }, FROM_DEVICE)
      this.#outbox.adopt(unsent)
      if (copy) this.#update({ ready: true })
    } catch {
      // The page works without a store; the first change that cannot be kept says so beside the title.
    }
    if (!this.#closed) this.#provider.connect()
  }

  readonly #onDocumentUpdate = (update: Uint8Array, origin: unknown): void => {
    // A reader's editor writes nothing but repairs of its own view, which the server would refuse.
    if (origin !== FROM_DEVICE && origin !== this.#provider && atLeast(this.#state.role, 'editor')) {
      const key = this.#outbox.add(update)
      this.#provider.deliver(key, update)
    }
    this.#copyTimer ??= setTimeout(() => this.#keepCopy(), COPY_AFTER_MS + this.#copyBytes / COPY_BYTES_A_MS)
  }

  #onConnection(connection: Connection): void {
    if (connection !== 'connecting') noteReach(connection === 'connected')
    this.#update(
      connection === 'connected' ? { connection, ready: true, unreachable: false } : { connection },
    )
  }

  #onEnding(ending: Ending): void {
    this.#update({ ending })
    // What one may not read any more does not stay on the device. Own unsent changes do: they are the writer's.
    if (ending === 'no-access') this.#store.dropCopy().catch(() => {}) // nothing kept, nothing to remove
  }

  readonly #onOnline = (): void => this.#provider.connectNow()
  readonly #onPageHide = (): void => this.#keepCopy()

  #keepCopy(): void {
    clearTimeout(this.#copyTimer)
    this.#copyTimer = undefined
    // A document that has met neither server nor copy is a fragment: shown later, it would look like a page cut short.
    if (!this.#state.ready || this.#state.ending === 'no-access') return
    const bytes = Y.encodeStateAsUpdate(this.doc)
    this.#copyBytes = bytes.byteLength
    // A convenience for later visits: that it cannot be kept is no news to the writer.
    this.#store.keepCopy(bytes).catch(() => {})
  }

  #update(change: Partial<Omit<RoomState, 'facts' | 'saved' | 'editable'>>): void {
    if (this.#closed) return
    const next = { ...this.#state, ...change }
    const facts: SavedFacts = { ...this.#outbox.facts, connection: next.connection }
    const now = Date.now()
    this.#state = {
      ...next,
      facts,
      saved: savedState(facts, now),
      editable: next.ready && next.ending === undefined && atLeast(next.role, 'editor'),
    }
    clearTimeout(this.#overdue)
    const wait = nextChangeIn(facts, now)
    if (wait !== null) this.#overdue = setTimeout(() => this.#update({}), wait)
    for (const listener of this.#listeners) listener()
  }
}
