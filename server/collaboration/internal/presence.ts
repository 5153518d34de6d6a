import { z } from 'zod'
import type { Look } from '#server/accounts/read-look.ts'
import { LIMITS } from '#server/contracts/collaboration.ts'
import type { DistantEntry } from './presence-signals.ts'
import { type AwarenessEntry, awarenessFrame } from './wire.ts'

/** How others on the page see somebody. */
export type PersonLook = Look & { name: string }

/** Whom a connection may speak for, and how they look now. */
export type Speaker = { readonly account: string; readonly userId: string; readonly look: PersonLook }

/** Said by a connection of this process, or by another process (`node`). */
type Entry = { clock: number; state: string; account: string; speaker?: Speaker; node?: string }

const GONE = 'null'
// Clients forget by themselves whom they have not heard of for half a minute: more than this many do not leave in that time.
const DEPARTED_KEPT = 1_000
const State = z.looseObject({
  user: z.looseObject({ id: z.unknown().optional() }).optional(),
  job: z.unknown().optional(),
})

/**
 * Who is in a room and where: the latest state of each client, as bytes. A connection speaks for one client id. Clients of
 * y-websocket send on what they hear from others; such echoes are dropped here, not punished.
 */
export class Presence {
  readonly #entries = new Map<number, Entry>()
  readonly #claims = new Map<Speaker, number>()
  #changed = new Set<number>()
  /** What other processes have not been told yet. */
  #untold = new Set<number>()
  /** Who left, with the clock of the last word; the latest last. */
  readonly #departed = new Map<number, { clock: number; account: string }>()

  get size(): number {
    return this.#entries.size
  }

  /** The account that is there under this client id, in this process or another, or was before it left. */
  accountOf(clientId: number): string | undefined {
    return (this.#entries.get(clientId) ?? this.#departed.get(clientId))?.account
  }

  /** Takes in what a connection said. Returns true when the room has something to hear. */
  hear(speaker: Speaker, entries: readonly AwarenessEntry[]): boolean {
    let changed = false
    for (const entry of entries) if (this.#take(speaker, entry)) changed = true
    return changed
  }

  /** The connection is gone, and so is whom it spoke for. Returns true when the room has something to hear. */
  leave(speaker: Speaker): boolean {
    const clientId = this.#claims.get(speaker)
    this.#claims.delete(speaker)
    const entry = clientId === undefined ? undefined : this.#entries.get(clientId)
    if (clientId === undefined || entry?.speaker !== speaker) return false
    this.#remove(clientId, entry.clock)
    return true
  }

  /**
   * Takes in what another process says of the people there; `isAll` when nobody else is. Returns true when the room has something
   * to hear.
   */
  hearFrom(node: string, entries: readonly DistantEntry[], isAll: boolean): boolean {
    let changed = false
    for (const entry of entries) if (this.#takeFrom(node, entry)) changed = true
    return (isAll && this.#dropOthers(node, new Set(entries.map(({ clientId }) => clientId)))) || changed
  }

  /** Nobody is there any more in that process. Returns true when the room has something to hear. */
  forget(node: string): boolean {
    return this.#dropOthers(node, new Set())
  }

  /** Whoever is here in this process. */
  own(): DistantEntry[] {
    return [...this.#entries].flatMap(([clientId, { clock, state, account, speaker }]) =>
      speaker ? [{ clientId, clock, state, account }] : [],
    )
  }

  /** Who came, moved or went in this process since this was asked last. */
  ownChanges(): DistantEntry[] {
    const ids = [...this.#untold]
    this.#untold = new Set()
    return ids.map((id) => ({ ...this.#said(id), account: this.#entries.get(id)?.account ?? '' }))
  }

  /** A frame of what changed since the last one; undefined when nothing did. */
  changes(): Buffer | undefined {
    if (this.#changed.size === 0) return undefined
    const ids = [...this.#changed]
    this.#changed = new Set()
    const frame = awarenessFrame(ids.map((id) => this.#said(id)))
    return frame
  }

  /**
   * A frame of everybody, for a newcomer; undefined when nobody is there. `departed` too for somebody who was there before and
   * did not hear of all who left.
   */
  everybody(departed = false): Buffer | undefined {
    const ids = [...(departed ? this.#departed.keys() : []), ...this.#entries.keys()]
    if (ids.length === 0) return undefined
    return awarenessFrame(ids.map((id) => this.#said(id)))
  }

  #said(clientId: number): AwarenessEntry {
    const entry = this.#entries.get(clientId)
    if (entry) return { clientId, clock: entry.clock, state: entry.state }
    return { clientId, clock: this.#departed.get(clientId)?.clock ?? 0, state: GONE }
  }

  #take(speaker: Speaker, { clientId, clock, state }: AwarenessEntry): boolean {
    const known = this.#entries.get(clientId)
    const claimed = this.#claims.get(speaker)
    if (claimed !== undefined && claimed !== clientId) return false
    if (known && known.account !== speaker.account) return false
    if (state === GONE) {
      if (claimed === undefined || !known || known.speaker !== speaker || clock < known.clock) return false
      this.#remove(clientId, clock)
      return true
    }
    // The same account may take its client over: a new socket often opens before the old one is known to be dead.
    if (known && (known.speaker === speaker ? clock <= known.clock : clock < known.clock)) return false
    const checked = ownState(speaker, state)
    if (checked === undefined) return false
    if (known?.speaker && known.speaker !== speaker) this.#claims.delete(known.speaker)
    this.#claims.set(speaker, clientId)
    this.#entries.set(clientId, { clock, state: checked, account: speaker.account, speaker })
    this.#departed.delete(clientId)
    this.#changed.add(clientId)
    this.#untold.add(clientId)
    return true
  }

  /** Its process has checked what it says; here only who speaks for whom is settled, as between two sockets of this process. */
  #takeFrom(node: string, { clientId, clock, state, account }: DistantEntry): boolean {
    const known = this.#entries.get(clientId)
    if (state === GONE) {
      if (known?.node !== node || clock < known.clock) return false
      this.#remove(clientId, clock)
      return true
    }
    if (known && (known.account !== account || clock <= known.clock)) return false
    if (known?.speaker) this.#claims.delete(known.speaker)
    this.#entries.set(clientId, { clock, state, account, node })
    this.#departed.delete(clientId)
    this.#untold.delete(clientId)
    this.#changed.add(clientId)
    return true
  }

  #dropOthers(node: string, present: ReadonlySet<number>): boolean {
    const gone = [...this.#entries].filter(([id, entry]) => entry.node === node && !present.has(id))
    for (const [id, { clock }] of gone) this.#remove(id, clock)
    return gone.length > 0
  }

  #remove(clientId: number, clock: number): void {
    const entry = this.#entries.get(clientId)
    if (!entry) return
    if (entry.speaker) this.#untold.add(clientId)
    this.#entries.delete(clientId)
    // The clock stays: clients take a departure at the same clock, and the client's next word after it reconnected counts.
    this.#departed.delete(clientId)
    this.#departed.set(clientId, { clock, account: entry.account })
    for (const [oldest] of this.#departed) {
      if (this.#departed.size <= DEPARTED_KEPT) break
      this.#departed.delete(oldest)
    }
    this.#changed.add(clientId)
  }
}

/**
 * The state with the identity of its account: nobody shows up under another name or face, or as a job, which is for the server to
 * say. Undefined when the state is too large, is no object, or names another user - the latter are mostly echoes of what others said.
 */
function ownState(speaker: Speaker, state: string): string | undefined {
  if (state.length > LIMITS.awarenessState) return undefined
  try {
    const parsed = State.safeParse(JSON.parse(state))
    if (!parsed.success) return undefined
    const { job, ...said } = parsed.data
    const { user } = said
    if (!user) return job === undefined ? state : JSON.stringify(said)
    if (user.id !== undefined && user.id !== speaker.userId) return undefined
    return JSON.stringify({ ...said, user: { ...user, id: speaker.userId, ...speaker.look } })
  } catch {
    return undefined // not JSON: nothing that a client could show
  }
}
