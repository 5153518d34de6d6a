import { CLOSE, LIMITS } from '#server/contracts/collaboration.ts'
import { type AppendBatch, type AppendOutcome, isClaimConflict } from '../update-log.ts'
import { type Admission, type Admitted, admitUpdate, type Standing } from './admit-update.ts'
import { CommitPace } from './commit-pace.ts'
import type { Connection } from './connection.ts'
import { type DocumentState, type Owner, updateFrames } from './document-state.ts'
import type { AppendSource } from './group-commit.ts'
import { LogAhead } from './log-ahead.ts'
import { isSameUpdate, type StoredUpdate } from './log-entry.ts'
import { markedSources } from './marked-sources.ts'
import { ForbiddenContent, type ParsedUpdate, parseUpdate } from './parse-update.ts'
import { type Pending, reconcilePending } from './reconcile-pending.ts'
import { schemaVersionOf } from './schema-version-of.ts'
import { unpackSignal } from './signalled-updates.ts'
import { encodeStateVector } from './wire.ts'
import type { WriterHost, WriterListener } from './writer-ports.ts'

type Batch = { pending: Pending[]; message: AppendBatch; sent: boolean }

// More are put into a statement and into frames for longer than anybody else should wait.
const ENTRIES_PER_BATCH = 1_000
const BYTES_PER_BATCH = 2 * 1_048_576
/** While the database is away a document keeps this much of what nobody has acknowledged; then its writers are sent away. */
const PENDING_BYTES_MAX = 16 * 1_048_576
const READ_AGAIN_MS = 500
const ROOM_TO_DELETE = 1.25

/**
 * The way of a document's updates into the log, and of the log's updates into the document. At most one batch is under way;
 * nothing enters the state before it is committed.
 */
export class DocumentWriter implements AppendSource {
  readonly documentId: string
  readonly #state: DocumentState
  readonly #host: WriterHost
  readonly #listener: WriterListener
  readonly #standing: Standing
  readonly #pace: CommitPace
  #pending: Pending[] = []
  #batch: Batch | undefined
  #pendingBytes = 0
  readonly #pendingVector = new Map<number, number>()
  readonly #pendingOwners = new Map<number, Owner>()
  #lastTicket = 0
  #committedTicket = 0
  readonly #ahead: LogAhead
  /** Something is to be appended as soon as what came before it is known. */
  #isHeld = false
  #refreshing: (() => void)[] = []
  #claimLostAt: number | undefined
  #closed = false

  constructor(documentId: string, state: DocumentState, host: WriterHost, listener: WriterListener) {
    this.documentId = documentId
    this.#state = state
    this.#host = host
    this.#listener = listener
    this.#pace = new CommitPace(
      host.time,
      () => listener.restMs(),
      () => {
        if (this.isDirty) host.offer(this)
      },
    )
    this.#ahead = new LogAhead(host.time, () => this.#readOn())
    this.#standing = {
      state,
      vector: { get: (client) => this.#clock(client) },
      ownerOf: (client) => state.ownerOf(client) ?? this.#pendingOwners.get(client),
      speakerOf: (client) => listener.speakerOf(client),
      pending: () => [...(this.#batch?.pending ?? []), ...this.#pending].map(({ update }) => update.parsed),
    }
  }

  /** True while something is not committed yet. */
  get isDirty(): boolean {
    return this.#batch !== undefined || this.#pending.length > 0
  }
  /** Updates that are not committed, and when the oldest of them was let in. */
  get waiting(): { count: number; since: number | undefined } {
    const batch = this.#batch?.pending ?? []
    const since = (batch[0] ?? this.#pending[0])?.at
    return { count: batch.length + this.#pending.length, since }
  }
  /** Updates of other processes that are known of and not taken in. */
  get behind(): number {
    return Math.max(0, this.#ahead.named - this.#state.headSeq)
  }
  get isClosed(): boolean {
    return this.#closed
  }
  /** True when as much waits as one batch takes, and none is under way. */
  get #isBatchFull(): boolean {
    if (this.#batch) return false
    return this.#pending.length >= ENTRIES_PER_BATCH || this.#pendingBytes >= BYTES_PER_BATCH
  }
  /** The ticket of the newest update let in; whoever holds it is safe once `committedTicket` has reached it. */
  get lastTicket(): number {
    return this.#lastTicket
  }
  get committedTicket(): number {
    return this.#committedTicket
  }

  /** The state vector with everything that is on its way. */
  vectorBytes(): Uint8Array {
    const clients = new Set([...this.#state.vector.keys(), ...this.#pendingVector.keys()])
    return encodeStateVector(new Map([...clients].map((client) => [client, this.#clock(client)])))
  }

  /** Tells what an update is, changing nothing. Throws `MalformedUpdate` or `ForbiddenContent`. */
  examine(connection: Connection, bytes: Uint8Array): Admission {
    return admitUpdate(this.#standing, bytes, connection.account)
  }

  /** Queues an update that was examined in this same turn. Throws `ForbiddenContent` when the document is full. */
  enqueue(connection: Connection, update: Admitted): void {
    const { bytes, clientId, parsed, claims } = update
    // A full page can still be made smaller: what only deletes goes on for a while.
    const most = parsed.ranges.length === 0 ? LIMITS.document * ROOM_TO_DELETE : LIMITS.document
    if (this.#state.bytes + this.#pendingBytes + bytes.length > most)
      throw new ForbiddenContent(`the page has reached its limit of ${LIMITS.document / 1_048_576} MiB`)
    if (!connection.mayBring(claims.length))
      throw new ForbiddenContent(`a connection brings at most ${LIMITS.newClients} new client ids`)
    if (this.#pendingBytes > PENDING_BYTES_MAX) {
      connection.close(CLOSE.tryLater, 'too much is not saved yet')
      return
    }
    const marks = connection.author.kind === 'person' ? markedSources(update.parsed) : []
    const entry = { bytes, clientId, author: connection.author, ...(marks.length > 0 && { marks }) }
    const at = this.#host.time.now()
    this.#pending.push({ ticket: ++this.#lastTicket, connection, update, entry, at })
    this.#pendingBytes += bytes.length
    for (const { client, to } of parsed.ranges)
      if (to > this.#clock(client)) this.#pendingVector.set(client, to)
    for (const client of claims) this.#pendingOwners.set(client, connection.account)
    this.#state.index(parsed)
    this.#pace.offer(this.#isBatchFull)
  }

  /** Offers what is pending now, and what follows at once: the process stops. */
  hurry(): void {
    this.#pace.hurry()
  }

  takeBatch(): AppendBatch | undefined {
    // Frames that arrive meanwhile offer the document again. A second attempt beside the first would be answered `behind`,
    // and that answer, coming late, would be taken for the next batch's.
    if (this.#closed || this.#batch?.sent) return undefined
    // What is missing came first, so that whatever is sent before it is known would be answered `behind`.
    if (this.#ahead.isReading || this.#ahead.isListening) {
      this.#isHeld = true
      this.#readOn()
      return undefined
    }
    if (!this.#batch) {
      if (this.#pending.length === 0) return undefined
      this.#batch = this.#nextBatch()
    }
    this.#batch.sent = true
    this.#pace.sent()
    return this.#batch.message
  }

  /** Resolves once everything is read that was in the log when this was called; never when the document is given up. */
  refresh(): Promise<void> {
    return new Promise((resolve) => {
      this.#refreshing.push(resolve)
      this.#readOn()
    })
  }

  #nextBatch(): Batch {
    let count = 0
    for (let bytes = 0; bytes < BYTES_PER_BATCH && count < ENTRIES_PER_BATCH; count++) {
      const next = this.#pending[count]
      if (!next) break
      bytes += next.update.bytes.length
    }
    const pending = this.#pending.splice(0, count)
    const claims = pending.flatMap(({ update, entry }) =>
      update.claims.map((clientId) => ({ clientId, author: entry.author })),
    )
    const message = {
      documentId: this.documentId,
      expectedSeq: this.#state.headSeq,
      entries: pending.map(({ entry }) => entry),
      claims,
      schemaVersion: Math.max(...pending.map(({ update }) => update.schemaVersion)),
    }
    return { pending, message, sent: false }
  }

  settle(message: AppendBatch, outcome: AppendOutcome): void {
    // An answer counts for the batch that it is about and for no other: this is where edits are called committed.
    if (this.#closed || this.#batch?.message !== message) return
    this.#batch.sent = false
    switch (outcome.kind) {
      case 'appended':
        this.#pace.committed()
        this.#commit()
        break
      case 'behind':
        if (outcome.headSeq > this.#state.headSeq) this.#ahead.name(outcome.headSeq, 'coming')
        // The log has less than we believe: a restored backup. What is in memory must not go on from there.
        else this.#abandon(CLOSE.restarting, 'the page has to be read again')
        break
      case 'gone':
        this.#abandon(CLOSE.noAccess, 'the page is gone')
        break
      case 'busy':
        break
    }
    this.#readOn()
    // A batch that was not let in goes again at once; what has come meanwhile may rest.
    if (this.#batch) this.#host.offer(this)
    else if (this.isDirty) this.#pace.offer(this.#isBatchFull)
  }

  attemptFailed(error: unknown): void {
    if (this.#batch) this.#batch.sent = false
    if (isClaimConflict(error)) this.#losesClaim()
    this.#readOn()
  }

  /**
   * Another process gave one of these client ids away at the same moment: the row that did it tells to whom, and what waits is
   * held against it. Were there no such row, only what is stored could be trusted.
   */
  #losesClaim(): void {
    const { headSeq } = this.#state
    if (this.#claimLostAt === headSeq) this.#abandon(CLOSE.restarting, 'the page has to be read again')
    this.#claimLostAt = headSeq
    this.#ahead.name(headSeq + 1, 'untold')
  }

  /** The log has grown to `headSeq` as far as somebody else knows, who may have sent the newest updates along. */
  signalled(headSeq: number, packed?: string): void {
    if (headSeq <= this.#state.headSeq || this.#closed) return
    this.#ahead.name(headSeq, (packed !== undefined && unpackSignal(packed, headSeq)) || 'untold')
    this.#readOn()
  }

  /**
   * Takes in what signals have brought, and reads when there is a reason to. While an attempt is under way all of it waits: the
   * answer may be the very row that would be found.
   */
  #readOn(): void {
    if (this.#batch?.sent || this.#ahead.isReading || this.#closed) return
    const heard = this.#ahead.takeAfter(this.#state.headSeq)
    if (heard.length > 0 && !this.#takeIn(heard)) return
    const isUrgent = this.isDirty || this.#refreshing.length > 0
    if (this.#ahead.mustRead(this.#state.headSeq, isUrgent) || this.#refreshing.length > 0) this.#read()
    else if (!this.#ahead.isListening) this.#offerHeld()
  }

  // What merely rests is not offered here: else every word from elsewhere would make a commit of the few words typed meanwhile.
  #offerHeld(): void {
    if (this.#isHeld && this.isDirty) this.#host.offer(this)
    this.#isHeld = false
  }

  /** The batch is in the log: now it exists for everybody. */
  #commit(): void {
    const batch = this.#batch
    if (!batch) return
    this.#batch = undefined
    const [first] = batch.pending
    const now = this.#host.time.now()
    for (const { update, connection, ticket, at } of batch.pending) {
      this.#host.meter.committed(now - at)
      this.#state.append(update.bytes, update.parsed.ranges)
      for (const client of update.claims) this.#state.own(client, connection.account)
      this.#pendingBytes -= update.bytes.length
      this.#committedTicket = ticket
    }
    if (this.#pending.length === 0) {
      this.#pendingVector.clear()
      this.#pendingOwners.clear()
      // Behind the last that was appended there may be some that turned out to be in the log already.
      this.#committedTicket = this.#lastTicket
    }
    const sender = batch.pending.every(({ connection }) => connection === first?.connection)
      ? first?.connection
      : undefined
    const { entries, schemaVersion } = batch.message
    this.#host.appended(this.documentId, this.#state.headSeq, entries)
    this.#listener.committed(updateFrames(entries.map(({ bytes }) => bytes)), sender, schemaVersion)
  }

  /** Reads what the log holds beyond what is known here, one reading at a time, and until it succeeds. */
  #read(): void {
    this.#ahead.beginReading()
    const refreshing = this.#refreshing.splice(0)
    this.#host.readAfter(this.documentId, this.#state.headSeq).then(
      (rows) => {
        if (this.#closed || !this.#takeIn(rows)) return
        this.#ahead.endReading(this.#state.headSeq)
        for (const resolve of refreshing) resolve()
        this.#readOn()
      },
      (error: unknown) => {
        this.#host.log.warn({ error, documentId: this.documentId }, 'the log could not be read; trying again')
        this.#host.time.afterIfAlive(READ_AGAIN_MS, () => {
          this.#ahead.endReading()
          this.#refreshing.unshift(...refreshing)
          if (!this.#closed) this.#read()
        })
      },
    )
  }

  /** False when a row cannot be read: then this document alone is given up, and says why to whoever opens it. */
  #takeIn(rows: readonly StoredUpdate[]): boolean {
    try {
      this.#take(rows)
      return true
    } catch (error) {
      this.#host.log.error({ error, documentId: this.documentId }, 'the log of a document cannot be read')
      this.#abandon(CLOSE.restarting, 'the page has to be read again')
      return false
    }
  }

  /**
   * Takes in rows that follow the known head. Rows that are our own batch, whose reply was lost, settle it. Any others mean
   * that it can never be appended under its expected number, so its updates go back to the front of the queue.
   */
  #take(rows: readonly StoredUpdate[]): void {
    const batch = this.#batch
    let foreign = rows.filter(({ seq }) => seq > this.#state.headSeq)
    if (batch && foreign.length > 0) {
      const ours = batch.message.entries.every((entry, index) => isSameUpdate(entry, foreign[index]))
      if (ours) {
        this.#commit()
        foreign = foreign.slice(batch.message.entries.length)
      } else {
        this.#batch = undefined
        this.#pending.unshift(...batch.pending)
        this.#isHeld = true
      }
    }
    if (foreign.length === 0) return
    let schemaVersion = 0
    const others: ParsedUpdate[] = []
    for (const row of foreign) {
      const parsed = parseUpdate(row.bytes)
      others.push(parsed)
      this.#state.append(row.bytes, parsed.ranges)
      for (const { client } of parsed.ranges)
        if (this.#state.ownerOf(client) === undefined)
          this.#state.own(client, `${row.actorKind}:${row.actorId}`)
      this.#state.index(parsed)
      schemaVersion = Math.max(schemaVersion, schemaVersionOf(parsed))
    }
    const stands = this.#reconcile(others)
    const frames = updateFrames(foreign.map(({ bytes }) => bytes))
    this.#listener.committed(frames, undefined, schemaVersion)
    if (!stands) this.#abandon(CLOSE.restarting, 'the page has to be read again')
  }

  /** What others wrote came first: what waits here was let in without it. Returns false when that cannot stand beside it. */
  #reconcile(others: readonly ParsedUpdate[]): boolean {
    const kept = reconcilePending(this.#pending, others, this.#state)
    if (!kept) return false
    this.#pending = kept
    this.#pendingBytes = kept.reduce((sum, { update }) => sum + update.bytes.length, 0)
    this.#pendingVector.clear()
    this.#pendingOwners.clear()
    for (const { connection, update } of kept) {
      for (const { client, to } of update.parsed.ranges) this.#pendingVector.set(client, to)
      for (const client of update.claims) this.#pendingOwners.set(client, connection.account)
    }
    this.#committedTicket = kept[0] ? kept[0].ticket - 1 : this.#lastTicket
    return true
  }

  /** Gives up what is pending: the clients still hold it, and bring it again when they come back. */
  #abandon(code: number, reason: string): void {
    this.#batch = undefined
    this.#pending = []
    this.#closed = true
    this.#listener.abandoned(code, reason)
  }

  #clock(client: number): number {
    return Math.max(this.#pendingVector.get(client) ?? 0, this.#state.vector.get(client) ?? 0)
  }

  /** Lets go of everything; a batch under way may still be committed, and nobody here is told. */
  dispose(): void {
    this.#closed = true
    this.#ahead.close()
    this.#pace.dispose()
  }
}
