/** A seeded source of chance, so that a round that failed can be run again. */
export type Random = { next: () => number; integer: (below: number) => number }

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough to vary a test. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  return { next, integer: (below) => Math.floor(next() * below) }
}
