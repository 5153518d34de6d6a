import * as Y from 'yjs'

/** What an update says, read by Yjs itself: our own parser is among what is tried here. */
export type Content = {
  structs: { client: number; from: number; to: number }[]
  deletes: { client: number; clock: number; length: number }[]
}

export function contentOf(bytes: Uint8Array): Content {
  const { structs, ds } = Y.decodeUpdate(bytes)
  return {
    structs: structs
      .filter((struct) => !(struct instanceof Y.Skip))
      .map(({ id, length }) => ({ client: id.client, from: id.clock, to: id.clock + length })),
    deletes: [...ds.clients].flatMap(([client, list]) =>
      list.map(({ clock, len }) => ({ client, clock, length: len })),
    ),
  }
}

/** Everything that is committed of one document at this moment. */
export class Committed {
  readonly #clocks = new Map<number, number>()
  readonly #deleted = new Map<number, Set<number>>()

  /** Takes in a row. Returns whether it brought anything new. */
  add({ structs, deletes }: Content): boolean {
    let fresh = false
    for (const { client, to } of structs) {
      if (to <= (this.#clocks.get(client) ?? 0)) continue
      this.#clocks.set(client, to)
      fresh = true
    }
    for (const { client, clock, length } of deletes) {
      const known = this.#deleted.get(client) ?? new Set()
      this.#deleted.set(client, known)
      for (let at = clock; at < clock + length; at++) {
        if (!known.has(at)) fresh = true
        known.add(at)
      }
    }
    return fresh
  }

  /** The first thing in an update that is not committed, in words; undefined when all of it is. */
  lacks({ structs, deletes }: Content): string | undefined {
    for (const { client, to } of structs)
      if (to > (this.#clocks.get(client) ?? 0)) return `clock ${to - 1} of client ${client}`
    for (const { client, clock, length } of deletes) {
      const known = this.#deleted.get(client)
      for (let at = clock; at < clock + length; at++)
        if (!known?.has(at)) return `the deletion of clock ${at} of client ${client}`
    }
    return undefined
  }
}
