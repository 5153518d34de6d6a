import type { Bus } from '#server/platform/bus.ts'
import type { EngineTime, Timer } from './engine-time.ts'
import {
  type DistantEntry,
  PresenceReader,
  type PresenceWord,
  presenceSignals,
  shortWords,
} from './presence-signals.ts'

const PRESENCE_CHANNEL = 'presence'
// What a lost signal did not say is said again within this time.
const ASK_EVERY_MS = 10_000
// Who was not heard of for this long has been killed, or is cut off.
const NODE_GONE_MS = 25_000
// Every process of the installation reads every signal. After so many characters a document rests for a millisecond, and what
// changes meanwhile goes out together: a few cursors never wait, and states as large as they may be cannot fill the server's queue.
const CHARACTERS_PER_MS = 256

/** A document of this process as others see it. */
export interface PresenceParty {
  readonly documentId: string
  /** Whoever is on it in this process. */
  present(): DistantEntry[]
  /** What another process says of people there; `isAll` when whoever is not among them is not there. */
  heard(node: string, entries: readonly DistantEntry[], isAll: boolean): void
  /** A process has nobody on it any more, or died. */
  lost(node: string): void
}

type Seat = {
  party: PresenceParty
  /** Other processes that have it open, and when they were heard last. */
  peers: Map<string, number>
  /** What has changed here and is not told yet, by client. */
  untold: Map<number, DistantEntry>
  restUntil: number
  resting: Timer | undefined
}

/**
 * Tells processes of each other's people, document by document and only where several have it open: a lone process signals once
 * when it opens a document, and then every 10 s. A lost signal costs a moment of presence, never an edit.
 */
export class PresenceExchange {
  readonly #node: string
  readonly #bus: Pick<Bus, 'notify' | 'listen'>
  readonly #time: EngineTime
  readonly #seats = new Map<string, Seat>()
  readonly #reader = new PresenceReader()
  readonly #stops: (() => void)[] = []
  #number = 0

  /** @param node an id that no other process has */
  constructor(node: string, bus: Pick<Bus, 'notify' | 'listen'>, time: EngineTime) {
    this.#node = node
    this.#bus = bus
    this.#time = time
  }

  async start(): Promise<void> {
    const timer: Timer = this.#time.every(ASK_EVERY_MS, () => this.#askAgain())
    this.#stops.push(
      () => this.#time.cancel(timer),
      await this.#bus.listen(
        PRESENCE_CHANNEL,
        (signal) => this.#hear(signal),
        () => this.#askAgain(),
      ),
    )
  }

  /** Somebody is on this document here. */
  join(party: PresenceParty): void {
    const known = this.#seats.get(party.documentId)?.party
    if (known === party) return
    // The document was given up and read again, and not everybody has left the old one yet: they count for nobody any more.
    if (known) this.leave(known)
    const seat = { party, peers: new Map(), untold: new Map(), restUntil: 0, resting: undefined }
    this.#seats.set(party.documentId, seat)
    this.#say(party.documentId, 'ask', [])
  }

  /** Nobody is on it here any more. */
  leave(party: PresenceParty): void {
    const seat = this.#seats.get(party.documentId)
    if (seat?.party !== party) return
    this.#seats.delete(party.documentId)
    this.#time.cancel(seat.resting)
    // From now on nothing is heard of them: whoever comes next is told anew.
    for (const node of seat.peers.keys()) party.lost(node)
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
    for (const stop of this.#stops.splice(0)) stop()
    for (const { party } of [...this.#seats.values()]) this.leave(party)
  }

  #say(documentId: string, kind: PresenceWord['kind'], entries: readonly DistantEntry[]): void {
    const word = { node: this.#node, documentId, kind, entries }
    for (const short of shortWords(word))
      for (const signal of presenceSignals(short, this.#number++)) this.#bus.notify(PRESENCE_CHANNEL, signal)
  }

  #hear(signal: string): void {
    if (signal.startsWith(this.#node)) return
    const now = this.#time.now()
    const word = this.#reader.read(signal, now)
    const seat = word && this.#seats.get(word.documentId)
    if (!word || !seat) return
    if (word.kind === 'bye') {
      if (seat.peers.delete(word.node)) seat.party.lost(word.node)
      return
    }
    const isNew = !seat.peers.has(word.node)
    seat.peers.set(word.node, now)
    if (word.kind !== 'ask') seat.party.heard(word.node, word.entries, word.kind === 'all')
    // Who asks hears who is here, and so does who has just been met: one of the two asked, the other may not have.
    if (word.kind === 'ask' || isNew) this.#say(word.documentId, 'all', seat.party.present())
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
