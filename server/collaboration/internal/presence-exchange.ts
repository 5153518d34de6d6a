import { documentChannel } from '#server/contracts/collaboration.ts'
import type { Bus } from '#server/platform/bus.ts'
import type { EngineTime, Timer } from './engine-time.ts'
import {
  type DistantEntry,
  PresenceReader,
  type PresenceWord,
  presenceSignals,
  shortWords,
} from './presence-signals.ts'

// What a lost signal did not say is said again within this time.
const ASK_EVERY_MS = 10_000
// Who was not heard of for this long has been killed, or is cut off.
const NODE_GONE_MS = 25_000
// A worker says of its job every 2 s that it writes: two of its words may be lost.
export const JOB_GONE_MS = 5_000
// Whoever has a page open answers in a few milliseconds. Until this has passed nobody relies on being alone.
const ANSWER_MS = 1000
// Every process that has the page open reads every signal. After so many characters a document rests for a millisecond, and what
// changes meanwhile goes out together: a few cursors never wait, and states as large as they may be cannot fill the server's queue.
const CHARACTERS_PER_MS = 256

/** A document of this process as others see it. */
export interface PresenceParty {
  readonly documentId: string
  /** Whoever is on it in this process. */
  present(): DistantEntry[]
  /** What another process says of people there; `isAll` when whoever is not among them is not there. */
  heard(node: string, entries: readonly DistantEntry[], isAll: boolean): void
  /** A process has it no longer open, or died. */
  lost(node: string): void
  /** A process has it open that was not known to: what was committed here until now it may have to be told. */
  met(): void
}

type Seat = {
  party: PresenceParty
  /** Other processes that have it open, and when they were heard last. */
  peers: Map<string, number>
  /** What has changed here and is not told yet, by client. */
  untold: Map<number, DistantEntry>
  /** The jobs that write into it, each with what ends it when its worker is heard of no more. */
  jobs: Map<string, Timer>
  restUntil: number
  resting: Timer | undefined
  /** From when on silence means that no other process has it open. */
  aloneFrom: number
}

/**
 * Tells processes which of them have a document open, and of each other's people on it: a lone process signals once when it opens
 * a document, and then every 10 s. A lost signal costs a moment of presence, never an edit.
 *
 * So a process can tell when it is alone with a document, and need not signal what it commits. Who opens a document
 * listens first, then reads its log, then asks. Whoever has it open hears that, says from then on what it commits, and names at once
 * how far its log went until then: `PresenceParty.met`. Were the question lost, the next comparison with the database asks again.
 */
export class PresenceExchange {
  readonly #node: string
  readonly #bus: Pick<Bus, 'notify'>
  readonly #time: EngineTime
  readonly #seats = new Map<string, Seat>()
  readonly #reader = new PresenceReader()
  #timer: Timer | undefined
  #number = 0

  /** @param node an id that no other process has */
  constructor(node: string, bus: Pick<Bus, 'notify'>, time: EngineTime) {
    this.#node = node
    this.#bus = bus
    this.#time = time
  }

  start(): void {
    this.#timer = this.#time.every(ASK_EVERY_MS, () => this.#askAgain())
  }

  /** This document is open here; its channel is listened to. */
  join(party: PresenceParty): void {
    const known = this.#seats.get(party.documentId)?.party
    if (known === party) return
    // The document was given up and read again, and not everybody has left the old one yet: they count for nobody any more.
    if (known) this.leave(known)
    const aloneFrom = this.#time.now() + ANSWER_MS
    this.#seats.set(party.documentId, {
      ...{ party, peers: new Map(), untold: new Map(), jobs: new Map() },
      ...{ restUntil: 0, resting: undefined, aloneFrom },
    })
    this.#say(party.documentId, 'ask', [])
  }

  /** It is not open here any more. */
  leave(party: PresenceParty): void {
    const seat = this.#seats.get(party.documentId)
    if (seat?.party !== party) return
    this.#seats.delete(party.documentId)
    this.#time.cancel(seat.resting)
    // From now on nothing is heard of them: whoever comes next is told anew.
    for (const node of seat.peers.keys()) party.lost(node)
    for (const node of [...seat.jobs.keys()]) this.#endJob(seat, node)
    this.#say(party.documentId, 'bye', [])
  }

  /**
   * True unless a process that was heard of has it open and comes before this one: of all of them one does what has to be done
   * once. For a moment, or while signals are lost, there may be two, or none; whoever relies on it looks again by itself.
   */
  isFirst({ documentId }: Pick<PresenceParty, 'documentId'>): boolean {
    for (const node of this.#seats.get(documentId)?.peers.keys() ?? []) if (node < this.#node) return false
    return true
  }

  /** True when no other process has it open, as far as words have come through: nobody listens for what is committed here. */
  isAlone(documentId: string): boolean {
    const seat = this.#seats.get(documentId)
    return seat !== undefined && seat.peers.size === 0 && this.#time.now() >= seat.aloneFrom
  }

  /** It has grown and no signal said so: somebody may not know that it is open here. */
  missed(documentId: string): void {
    if (this.#seats.get(documentId)?.peers.size === 0) this.#say(documentId, 'ask', [])
  }

  /** Nothing was heard for a while, and is again: who came meanwhile was not met. */
  resumed(): void {
    for (const seat of this.#seats.values()) seat.aloneFrom = this.#time.now() + ANSWER_MS
    this.#askAgain()
  }

  /** People here have moved, come or gone. */
  changed(party: PresenceParty, entries: readonly DistantEntry[]): void {
    const seat = this.#seats.get(party.documentId)
    if (seat?.party !== party || seat.peers.size === 0) return
    for (const entry of entries) seat.untold.set(entry.clientId, entry)
    this.#tell(seat)
  }

  /** Says what has changed, now or when the document has rested. */
  #tell(seat: Seat): void {
    if (seat.resting !== undefined || seat.untold.size === 0) return
    const now = this.#time.now()
    if (now < seat.restUntil) {
      seat.resting = this.#time.after(seat.restUntil - now, () => {
        seat.resting = undefined
        this.#tell(seat)
      })
      return
    }
    const entries = [...seat.untold.values()]
    seat.untold.clear()
    const characters = entries.reduce((sum, { state }) => sum + state.length, 0)
    seat.restUntil = now + Math.floor(characters / CHARACTERS_PER_MS)
    this.#say(seat.party.documentId, 'some', entries)
  }

  stop(): void {
    this.#time.cancel(this.#timer)
    for (const { party } of [...this.#seats.values()]) this.leave(party)
  }

  #say(documentId: string, kind: PresenceWord['kind'], entries: readonly DistantEntry[]): void {
    const channel = documentChannel(documentId)
    const word = { node: this.#node, documentId, kind, entries }
    for (const short of shortWords(word))
      for (const signal of presenceSignals(short, this.#number++)) this.#bus.notify(channel, signal)
  }

  /** Takes what a process has said; what is no word of presence is passed over. */
  hear(signal: string): void {
    if (signal.startsWith(this.#node)) return
    const now = this.#time.now()
    const word = this.#reader.read(signal, now)
    const seat = word && this.#seats.get(word.documentId)
    if (!word || !seat) return
    if (word.kind === 'job') {
      this.#hearJob(seat, word)
      return
    }
    if (word.kind === 'bye') {
      if (seat.peers.delete(word.node)) seat.party.lost(word.node)
      return
    }
    const isNew = !seat.peers.has(word.node)
    seat.peers.set(word.node, now)
    if (word.kind !== 'ask') seat.party.heard(word.node, word.entries, word.kind === 'all')
    // Who asks hears who is here, and so does who has just been met: one of the two asked, the other may not have.
    if (word.kind !== 'ask' && !isNew) return
    this.#say(word.documentId, 'all', seat.party.present())
    seat.party.met()
  }

  /** A worker has no page open, so it is no peer: it is told nothing, and nobody waits for it. */
  #hearJob(seat: Seat, { node, entries }: PresenceWord): void {
    if (entries.length === 0) {
      this.#endJob(seat, node)
      return
    }
    this.#time.cancel(seat.jobs.get(node))
    seat.jobs.set(
      node,
      this.#time.after(JOB_GONE_MS, () => this.#endJob(seat, node)),
    )
    // Of two attempts at a task, as after a stall, the one that speaks last is the one that is seen.
    seat.party.heard(node, entries, true)
  }

  #endJob({ party, jobs }: Seat, node: string): void {
    this.#time.cancel(jobs.get(node))
    if (jobs.delete(node)) party.lost(node)
  }

  #askAgain(): void {
    const now = this.#time.now()
    for (const { party, peers } of this.#seats.values()) {
      for (const [node, seenAt] of peers)
        if (now - seenAt > NODE_GONE_MS) {
          peers.delete(node)
          party.lost(node)
        }
      // A signal may have been lost: the whole puts right what its readers believe.
      if (peers.size > 0) this.#say(party.documentId, 'all', party.present())
      else this.#say(party.documentId, 'ask', [])
    }
  }
}
