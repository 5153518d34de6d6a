import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

type Known = { clock: number; state: string | undefined }

/** Who a client believes to be there: the rules of y-protocols' awareness, without its timers. */
export class Bystanders {
  readonly #own: number
  #clock = 1
  readonly #known = new Map<number, Known>()

  constructor(own: number) {
    this.#own = own
  }

  get present(): number[] {
    return [...this.#known].filter(([, { state }]) => state !== undefined).map(([client]) => client)
  }

  moved(): void {
    this.#clock++
  }

  own(): Uint8Array {
    const encoder = encoding.createEncoder()
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, this.#own)
    encoding.writeVarUint(encoder, this.#clock)
    encoding.writeVarString(encoder, JSON.stringify({ cursor: this.#clock }))
    return encoding.toUint8Array(encoder)
  }

  /** Takes in what the server says. `answers` when it says that we are gone: then we say that we are not. */
  hear(bytes: Uint8Array): { changed: boolean; answers: boolean } {
    const decoder = decoding.createDecoder(bytes)
    let changed = false
    let answers = false
    for (let left = decoding.readVarUint(decoder); left > 0; left--) {
      const client = decoding.readVarUint(decoder)
      const clock = decoding.readVarUint(decoder)
      const text = decoding.readVarString(decoder)
      const state = text === 'null' ? undefined : text
      if (client === this.#own) {
        if (state === undefined && clock >= this.#clock) {
          this.#clock = clock + 1
          answers = true
        }
        continue
      }
      const known = this.#known.get(client)
      const isNews =
        !known ||
        known.clock < clock ||
        (known.clock === clock && state === undefined && known.state !== undefined)
      if (!isNews) continue
      this.#known.set(client, { clock, state })
      changed = true
    }
    return { changed, answers }
  }

  /** The connection is gone, and with it everybody else; their clocks are remembered. */
  forget(): void {
    for (const known of this.#known.values()) known.state = undefined
  }
}

/** Whom a message is about, for who reads the story. */
export function toldOf(payload: Uint8Array): string {
  const message = decoding.createDecoder(payload)
  decoding.readVarUint(message)
  const decoder = decoding.createDecoder(decoding.readVarUint8Array(message).slice())
  const told: string[] = []
  for (let left = decoding.readVarUint(decoder); left > 0; left--) {
    const who = `${decoding.readVarUint(decoder)}@${decoding.readVarUint(decoder)}`
    told.push(decoding.readVarString(decoder) === 'null' ? `${who} gone` : who)
  }
  return told.join(', ')
}
