import type { AppendBatch, AppendOutcome, UpdateLog } from '#server/collaboration/update-log.ts'
import type { SimulatedDocument } from './simulated-database.ts'
import type { SimulatedMachine } from './simulated-machine.ts'

type Reply = { resolve: (outcomes: AppendOutcome[]) => void; reject: (error: Error) => void }

const APPENDED = { kind: 'appended' } as const

/**
 * The log as one process reaches it: the contract of `UpdateLog`, with everything that may happen to a statement on its
 * way. It may be refused, roll back, commit and lose its reply, or commit long after its sender has given it up.
 */
export class SimulatedLog implements UpdateLog {
  readonly #machine: SimulatedMachine

  constructor(machine: SimulatedMachine) {
    this.#machine = machine
  }

  append(batches: readonly AppendBatch[]): Promise<AppendOutcome[]> {
    return new Promise((resolve, reject) => {
      const reply = { resolve, reject }
      if (this.#machine.faults.acknowledgesEarly) {
        resolve(batches.map(() => APPENDED))
        const silent = { resolve: () => {}, reject: () => {} }
        this.#machine.scheduler.after(this.#machine.weather.databaseLatency(), () =>
          this.#begin(batches, silent),
        )
        return
      }
      this.#machine.scheduler.after(this.#machine.weather.databaseLatency(), () =>
        this.#begin(batches, reply),
      )
    })
  }

  close(): Promise<void> {
    return Promise.resolve()
  }

  #begin(batches: readonly AppendBatch[], reply: Reply): void {
    if (
      this.#machine.database.isAway ||
      this.#machine.scheduler.chance(this.#machine.weather.statementFails)
    ) {
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
      this.#machine.scheduler.after(
        this.#machine.weather.databaseLatency(),
        () => reply.reject(error),
        this.#machine.host,
      )
      this.#machine.scheduler.trace.note(
        this.#machine.scheduler.now,
        'database',
        'refuses a claim of a client id',
      )
      return
    }
    const { generation } = this.#machine.database
    const lost = this.#machine.scheduler.chance(this.#machine.weather.replyLost)
    // Given up by its sender while it still runs: it commits after the sender has tried again.
    if (lost && this.#machine.scheduler.chance(0.5)) this.#fail(reply, 'query timeout')
    this.#machine.scheduler.after(this.#machine.weather.commitTakes(), () => {
      if (generation !== this.#machine.database.generation) {
        this.#fail(reply, 'connection lost, rolled back')
        return
      }
      for (const { batch, document } of held)
        this.#machine.database.commit(document, batch.entries, batch.claims, batch.schemaVersion)
      release()
      if (lost) this.#fail(reply, 'connection lost after the commit')
      else
        this.#machine.scheduler.after(
          this.#machine.weather.databaseLatency(),
          () => reply.resolve(outcomes),
          this.#machine.host,
        )
    })
  }

  #lock(
    batch: AppendBatch,
    transaction: symbol,
    held: { batch: AppendBatch; document: SimulatedDocument }[],
  ): AppendOutcome {
    const document = this.#machine.database.find(batch.documentId)
    if (!document) return { kind: 'gone' }
    const headSeq = document.rows.length
    if (
      headSeq !== batch.expectedSeq &&
      !(this.#machine.faults.appendsTwice && document.lockedBy === undefined)
    )
      return { kind: 'behind', headSeq }
    if (document.lockedBy !== undefined) return { kind: 'busy' }
    document.lockedBy = transaction
    held.push({ batch, document })
    return APPENDED
  }

  #fail(reply: Reply, reason: string): void {
    this.#machine.scheduler.trace.note(
      this.#machine.scheduler.now,
      this.#machine.host.name,
      'append fails:',
      reason,
    )
    this.#machine.scheduler.after(
      this.#machine.weather.databaseLatency(),
      () => reply.reject(new Error(reason)),
      this.#machine.host,
    )
  }
}
