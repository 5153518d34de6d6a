import type { AppendBatch, AppendOutcome, UpdateLog } from '#server/collaboration/update-log.ts'
import type { Faults } from './faults.ts'
import type { Host, Scheduler } from './scheduler.ts'
import type { SimulatedDatabase, SimulatedDocument } from './simulated-database.ts'
import type { Weather } from './weather.ts'

type Reply = { resolve: (outcomes: AppendOutcome[]) => void; reject: (error: Error) => void }

const APPENDED = { kind: 'appended' } as const

/**
 * The log as one process reaches it: the contract of `UpdateLog`, with everything that may happen to a statement on its
 * way. It may be refused, roll back, commit and lose its reply, or commit long after its sender has given it up.
 */
export class SimulatedLog implements UpdateLog {
  readonly #scheduler: Scheduler
  readonly #database: SimulatedDatabase
  readonly #weather: Weather
  readonly #faults: Faults
  readonly #host: Host

  constructor(
    scheduler: Scheduler,
    database: SimulatedDatabase,
    weather: Weather,
    faults: Faults,
    host: Host,
  ) {
    this.#scheduler = scheduler
    this.#database = database
    this.#weather = weather
    this.#faults = faults
    this.#host = host
  }

  append(batches: readonly AppendBatch[]): Promise<AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      const reply = { resolve, reject }
      if (this.#faults.acknowledgesEarly) {
        resolve(batches.map(() => APPENDED))
        const silent = { resolve: () => {}, reject: () => {} }
        this.#scheduler.after(this.#weather.databaseLatency(), () => this.#begin(batches, silent))
        return
      }
      this.#scheduler.after(this.#weather.databaseLatency(), () => this.#begin(batches, reply))
    })
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #begin(batches: readonly AppendBatch[], reply: Reply): void {
    if (this.#database.isAway || this.#scheduler.chance(this.#weather.statementFails)) {
      this.#fail(reply, 'connection refused')
      return
    }
    const transaction = Symbol('append')
    const held: { batch: AppendBatch; document: SimulatedDocument }[] = []
    const outcomes = batches.map((batch) => this.#lock(batch, transaction, held))
    const conflict = held.some(({ batch, document }) =>
      batch.claims.some(({ clientId }) => document.owners.has(clientId)),
    )
    const release = (): void => {
      for (const { document } of held) if (document.lockedBy === transaction) document.lockedBy = undefined
    }
    if (conflict) {
      release()
      const error = Object.assign(new Error('duplicate key'), { constraint: 'DocumentClient_pkey' })
      this.#scheduler.after(this.#weather.databaseLatency(), () => reply.reject(error), this.#host)
      this.#scheduler.trace.note(this.#scheduler.now, 'database', 'refuses a claim of a client id')
      return
    }
    const { generation } = this.#database
    const lost = this.#scheduler.chance(this.#weather.replyLost)
    // Given up by its sender while it still runs: it commits after the sender has tried again.
    if (lost && this.#scheduler.chance(0.5)) this.#fail(reply, 'query timeout')
    this.#scheduler.after(this.#weather.commitTakes(), () => {
      if (generation !== this.#database.generation) {
        this.#fail(reply, 'connection lost, rolled back')
        return
      }
      for (const { batch, document } of held)
        this.#database.commit(document, batch.entries, batch.claims, batch.schemaVersion)
      release()
      if (lost) this.#fail(reply, 'connection lost after the commit')
      else this.#scheduler.after(this.#weather.databaseLatency(), () => reply.resolve(outcomes), this.#host)
    })
  }

  #lock(
    batch: AppendBatch,
    transaction: symbol,
    held: { batch: AppendBatch; document: SimulatedDocument }[],
  ): AppendOutcome {
    const document = this.#database.find(batch.documentId)
    if (!document) return { kind: 'gone' }
    const headSeq = document.rows.length
    if (headSeq !== batch.expectedSeq && !(this.#faults.appendsTwice && document.lockedBy === undefined))
      return { kind: 'behind', headSeq }
    if (document.lockedBy !== undefined) return { kind: 'busy' }
    document.lockedBy = transaction
    held.push({ batch, document })
    return APPENDED
  }

  #fail(reply: Reply, reason: string): void {
    this.#scheduler.trace.note(this.#scheduler.now, this.#host.name, 'append fails:', reason)
    this.#scheduler.after(this.#weather.databaseLatency(), () => reply.reject(new Error(reason)), this.#host)
  }
}
