import type {
  DocumentHead,
  DocumentStore,
  StoredPage,
} from '#server/collaboration/internal/document-store.ts'
import type { StoredUpdate } from '#server/collaboration/internal/log-entry.ts'
import { parseUpdate } from '#server/collaboration/internal/parse-update.ts'
import { schemaVersionOf } from '#server/collaboration/internal/schema-version-of.ts'
import type { SimulatedMachine } from './simulated-machine.ts'

/** What one process reads of the database: each statement at its own moment, and any of them may fail. */
export class SimulatedStore implements DocumentStore {
  readonly #machine: SimulatedMachine
  readonly #compares: () => boolean

  /** @param compares whether a comparison finds anything at the moment */
  constructor(machine: SimulatedMachine, compares: () => boolean) {
    this.#machine = machine
    this.#compares = compares
  }

  async load(documentId: string): Promise<StoredPage | undefined> {
    const head = await this.#ask(() => {
      const document = this.#machine.database.find(documentId)
      return document && { headSeq: document.rows.length, schemaVersion: document.schemaVersion }
    })
    if (!head) return undefined
    const snapshot = await this.#ask(() => this.#machine.database.document(documentId).snapshots.at(-1))
    const updates = await this.updatesAfter(documentId, snapshot?.seq ?? 0)
    const owners = await this.#ask(() => new Map(this.#machine.database.document(documentId).owners))
    const last = updates.at(-1)?.seq ?? snapshot?.seq ?? 0
    const schemaVersion = updates
      .filter(({ seq }) => seq > head.headSeq)
      .reduce((most, { bytes }) => Math.max(most, schemaVersionOf(parseUpdate(bytes))), head.schemaVersion)
    return { headSeq: last, schemaVersion, projectedSeq: last, snapshot, updates, owners }
  }

  updatesAfter(documentId: string, seq: number): Promise<StoredUpdate[]> {
    return this.#ask(() => {
      const { rows } = this.#machine.database.document(documentId)
      return rows.slice(this.#machine.faults.readsPastRows && rows.length > seq + 1 ? seq + 1 : seq)
    })
  }

  heads(documentIds: readonly string[]): Promise<DocumentHead[]> {
    return this.#ask(() => {
      if (this.#machine.faults.skipsGapRepair || !this.#compares()) return []
      return documentIds.flatMap((id) => {
        const document = this.#machine.database.find(id)
        const headSeq = document?.rows.length ?? 0
        return document ? [{ id, headSeq, projectedSeq: headSeq }] : []
      })
    })
  }

  unprojected(): Promise<string[]> {
    return Promise.resolve([])
  }

  #ask<T>(read: () => T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#machine.scheduler.after(this.#machine.weather.databaseLatency(), () => {
        const back = this.#machine.weather.databaseLatency()
        if (
          this.#machine.database.isAway ||
          this.#machine.scheduler.chance(this.#machine.weather.statementFails)
        ) {
          this.#machine.scheduler.after(
            back,
            () => reject(new Error('the database is away')),
            this.#machine.host,
          )
          return
        }
        const answer = read()
        this.#machine.scheduler.after(back, () => resolve(answer), this.#machine.host)
      })
    })
  }
}
