import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** What somebody on another process says of themselves; `account` as in `Speaker`. */
export type DistantEntry = { clientId: number; clock: number; state: string; account: string }

const KINDS = ['ask', 'all', 'some', 'bye', 'job'] as const

/**
 * One process tells the others, of one document:
 * - `ask`: somebody has it open here; say who is there with you, and keep me informed;
 * - `all`: everybody who is here;
 * - `some`: who came, moved or went here;
 * - `bye`: nobody has it open here any more;
 * - `job`: a worker writes into it, or, with no entry, does so no longer. `node` names the task then, and no process.
 */
export type PresenceWord = {
  node: string
  documentId: string
  kind: (typeof KINDS)[number]
  entries: readonly DistantEntry[]
}

// PostgreSQL carries at most 8,000 bytes in a signal; base64 makes four characters of three bytes.
const PIECE_CHARACTERS = 7_800
const PIECES_MAX = 64
const PIECES_KEPT_MS = 5000
const UNFINISHED_MAX = 256

// Below what the pieces of a word carry, with room for the base64 and for what stands beside the states.
const WORD_BYTES = 350_000
const ENTRY_BYTES = 16

/**
 * The same in words that a reader takes. A page too full for one word is told of in several, and none of them says that nobody
 * else is there: who has gone without a word then stays until the process itself is missed.
 */
export function shortWords(word: PresenceWord): PresenceWord[] {
  const stretches: DistantEntry[][] = [[]]
  let bytes = 0
  for (const entry of word.entries) {
    const size = Buffer.byteLength(entry.state) + entry.account.length + ENTRY_BYTES
    if (bytes > 0 && bytes + size > WORD_BYTES) {
      stretches.push([])
      bytes = 0
    }
    stretches.at(-1)?.push(entry)
    bytes += size
  }
  if (stretches.length === 1) return [word]
  return stretches.map((entries) => ({ ...word, kind: 'some', entries }))
}

/** The signals that carry a word: one, unless it is long. */
export function presenceSignals(word: PresenceWord, number: number): string[] {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, word.documentId)
  encoding.writeUint8(encoder, KINDS.indexOf(word.kind))
  encoding.writeVarUint(encoder, word.entries.length)
  for (const { clientId, clock, state, account } of word.entries) {
    encoding.writeVarUint(encoder, clientId)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, state)
    encoding.writeVarString(encoder, account)
  }
  const text = Buffer.from(encoding.toUint8Array(encoder)).toString('base64')
  const count = Math.ceil(text.length / PIECE_CHARACTERS)
  return Array.from(
    { length: count },
    (_, place) =>
      `${word.node} ${number} ${place} ${count} ${text.slice(place * PIECE_CHARACTERS, (place + 1) * PIECE_CHARACTERS)}`,
  )
}

type Unfinished = { pieces: (string | undefined)[]; since: number }

/** Puts the signals of other processes together again. What is malformed, or lacks a piece for 5 s, is dropped: the next word counts. */
export class PresenceReader {
  readonly #unfinished = new Map<string, Unfinished>()

  /** The word that this signal completes. @param now milliseconds on a clock that never goes back */
  read(signal: string, now: number): PresenceWord | undefined {
    const [, node, number, at, of, piece] = /^(\S+) (\d+) (\d+) (\d+) ([\w+/=]+)$/.exec(signal) ?? []
    if (node === undefined || piece === undefined) return undefined
    const [place, count] = [Number(at), Number(of)]
    if (count > PIECES_MAX || place >= count) return undefined
    if (count === 1) return parse(node, piece)
    const key = `${node} ${number}`
    const found = this.#unfinished.get(key) ?? { pieces: new Array(count), since: now }
    this.#unfinished.set(key, found)
    found.pieces[place] = piece
    this.#forgetOld(now)
    if (found.pieces.includes(undefined)) return undefined
    this.#unfinished.delete(key)
    return parse(node, found.pieces.join(''))
  }

  #forgetOld(now: number): void {
    for (const [key, { since }] of this.#unfinished) {
      if (now - since < PIECES_KEPT_MS && this.#unfinished.size <= UNFINISHED_MAX) return
      this.#unfinished.delete(key)
    }
  }
}

function parse(node: string, text: string): PresenceWord | undefined {
  try {
    const decoder = decoding.createDecoder(new Uint8Array(Buffer.from(text, 'base64')))
    const documentId = decoding.readVarString(decoder)
    const kind = KINDS[decoding.readUint8(decoder)]
    if (!kind) return undefined
    const entries: DistantEntry[] = []
    for (let left = decoding.readVarUint(decoder); left > 0; left--)
      entries.push({
        clientId: decoding.readVarUint(decoder),
        clock: decoding.readVarUint(decoder),
        state: decoding.readVarString(decoder),
        account: decoding.readVarString(decoder),
      })
    return { node, documentId, kind, entries }
  } catch {
    // Another release may say more; whoever is there will be heard of again within 15 s in words that both know.
    return undefined
  }
}
