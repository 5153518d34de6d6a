import * as Y from 'yjs'
import type { Room } from '#server/collaboration/internal/room.ts'
import type { RoomUpkeep } from '#server/collaboration/internal/upkeep.ts'
import type { Host, Scheduler } from './scheduler.ts'
import type { SimulatedDatabase } from './simulated-database.ts'

/**
 * Snapshots at moments that chance picks instead of after 500 updates, made of what the room holds, as the rendering thread
 * makes them: so that rooms that are cut short, and loads from a snapshot, occur in short histories.
 */
export class SimulatedUpkeep implements RoomUpkeep {
  readonly #scheduler: Scheduler
  readonly #database: SimulatedDatabase
  readonly #host: Host
  readonly #often: number

  constructor(scheduler: Scheduler, database: SimulatedDatabase, host: Host, often: number) {
    this.#scheduler = scheduler
    this.#database = database
    this.#host = host
    this.#often = often
  }

  grown(room: Room): void {
    if (this.#scheduler.chance(this.#often)) void this.#snapshot(room)
  }

  async finish(room: Room): Promise<void> {
    if (this.#scheduler.chance(this.#often * 4)) await this.#snapshot(room)
  }

  isProjected(): void {}

  close(): Promise<void> {
    return Promise.resolve()
  }

  async #snapshot({ documentId, state }: Room): Promise<void> {
    const seq = state.headSeq
    const doc = new Y.Doc({ guid: documentId })
    doc.transact(() => {
      if (state.base) Y.applyUpdate(doc, state.base)
      for (const update of state.updatesAfter(state.baseSeq) ?? []) Y.applyUpdate(doc, update)
    })
    const bytes = Y.encodeStateAsUpdate(doc)
    await new Promise<void>((resolve) =>
      this.#scheduler.after(this.#scheduler.between(1, 60), resolve, this.#host),
    )
    if (this.#database.isAway) return
    const { snapshots } = this.#database.document(documentId)
    if (seq > (snapshots.at(-1)?.seq ?? 0)) snapshots.push({ seq, bytes })
    state.rebase(seq, bytes)
  }
}
