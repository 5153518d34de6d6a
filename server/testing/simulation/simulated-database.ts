import * as Y from 'yjs'
import type { Owner } from '#server/collaboration/internal/document-state.ts'
import type { Claim, LogEntry, StoredUpdate } from '#server/collaboration/internal/log-entry.ts'
import { parseUpdate } from '#server/collaboration/internal/parse-update.ts'
import { Committed, contentOf } from './committed.ts'
import type { Faults } from './faults.ts'
import type { Referee } from './rules.ts'
import type { Scheduler } from './scheduler.ts'

/** One document as its tables hold it. */
export type SimulatedDocument = {
  id: string
  rows: StoredUpdate[]
  owners: Map<number, Owner>
  snapshots: { seq: number; bytes: Uint8Array }[]
  schemaVersion: number
  /** A transaction that has locked the row. */
  lockedBy: symbol | undefined
  committed: Committed
  committedAt: number
}

/** The database: what is committed, who holds which row, and whether it answers at all. Rows are only ever added. */
export class SimulatedDatabase {
  isAway = false
  readonly #scheduler: Scheduler
  readonly #faults: Faults
  readonly #documents = new Map<string, SimulatedDocument>()
  readonly #entries = new WeakSet<LogEntry>()
  checker: Referee | undefined
  #generation = 0

  constructor(scheduler: Scheduler, faults: Faults) {
    this.#scheduler = scheduler
    this.#faults = faults
  }

  /** Changes with each crash: transactions of an earlier one are rolled back. */
  get generation(): number {
    return this.#generation
  }

  create(id: string): SimulatedDocument {
    const document: SimulatedDocument = {
      id,
      rows: [],
      owners: new Map(),
      snapshots: [],
      schemaVersion: 1,
      lockedBy: undefined,
      committed: new Committed(),
      committedAt: 0,
    }
    this.#documents.set(id, document)
    return document
  }

  find(id: string): SimulatedDocument | undefined {
    return this.#documents.get(id)
  }

  document(id: string): SimulatedDocument {
    const document = this.find(id)
    if (!document) throw new Error(`no document ${id}`)
    return document
  }

  all(): SimulatedDocument[] {
    return [...this.#documents.values()]
  }

  /** Every transaction under way is rolled back, every lock with it. Nothing committed is lost. */
  crash(): void {
    this.#generation++
    this.isAway = true
    for (const document of this.all()) document.lockedBy = undefined
  }

  /** Adds rows after the head: the moment of the commit. */
  commit(
    document: SimulatedDocument,
    entries: readonly LogEntry[],
    claims: readonly Claim[],
    schema: number,
  ): void {
    for (const { clientId, author } of claims) document.owners.set(clientId, `${author.kind}:${author.id}`)
    document.schemaVersion = Math.max(document.schemaVersion, schema)
    for (const entry of entries) this.#commitOne(document, entry)
    document.committedAt = this.#scheduler.now
  }

  #commitOne(document: SimulatedDocument, entry: LogEntry): void {
    const { author, clientId } = entry
    const bytes = this.#faults.dropsDeletions ? withoutDeletions(entry.bytes) : entry.bytes
    if (this.#entries.has(entry))
      this.checker?.fail('no effect twice', `an update of ${author.id} entered the log a second time`)
    this.#entries.add(entry)
    const seq = document.rows.length + 1
    const fresh = document.committed.add(contentOf(bytes))
    if (!fresh) this.checker?.fail('no effect twice', `update ${seq} of ${author.id} says nothing new`)
    document.rows.push({
      seq,
      clientId,
      actorId: author.id,
      actorKind: author.kind,
      sessionId: author.sessionId ?? null,
      bytes,
    })
    this.#scheduler.trace.note(
      this.#scheduler.now,
      'database',
      `commits update ${seq} of ${author.id}`,
      bytes.length,
    )
  }

  /** The document as its log tells it. */
  truth(document: SimulatedDocument): Y.Doc {
    const doc = new Y.Doc({ guid: document.id })
    // In one transaction of our own: in others' Yjs deletes marks that do nothing, which its client then tells everybody.
    doc.transact(() => {
      for (const { bytes } of document.rows) Y.applyUpdate(doc, bytes)
    })
    return doc
  }
}

/** A deliberate fault: the log forgets what an update deletes. */
function withoutDeletions(bytes: Uint8Array): Uint8Array {
  const { deletesAt } = parseUpdate(bytes)
  return new Uint8Array([...bytes.subarray(0, deletesAt), 0])
}
