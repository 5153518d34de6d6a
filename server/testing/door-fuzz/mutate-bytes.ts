import { below, pick, type Random } from './hostile-parts.ts'

// A varUint that never ends, one above 53 bits, and the largest that fits.
const NUMBERS: readonly [readonly number[], ...(readonly number[])[]] = [
  Array<number>(40).fill(0xff),
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0x7f],
  [0x80, 0x80, 0x80, 0x00],
]

/** Flips, cuts, doubles and splices bytes, and puts numbers where others were. `other` is what is spliced in. */
export function mutateBytes(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  let out: Uint8Array = bytes.slice()
  for (let left = 1 + below(random, 3); left > 0; left--) out = mutateOnce(random, out, other)
  return out
}

function mutateOnce(random: Random, bytes: Uint8Array, other: Uint8Array): Uint8Array {
  const at = below(random, bytes.length)
  switch (below(random, 7)) {
    case 0:
      return put(bytes, at, 1, [(bytes[at] ?? 0) ^ (1 << below(random, 8))])
    case 1:
      return put(bytes, at, 1, [below(random, 256)])
    case 2:
      return bytes.slice(0, at)
    case 3:
      return put(bytes, at, 0, bytes.subarray(at, at + below(random, 20)))
    case 4:
      return put(bytes, at, 0, other.subarray(below(random, other.length)))
    case 5:
      return put(bytes, at, 1 + below(random, 3), pick(random, NUMBERS))
    default:
      return put(bytes, at, 1 + below(random, 8), [])
  }
}

function put(bytes: Uint8Array, at: number, without: number, parts: ArrayLike<number>): Uint8Array {
  const tail = bytes.subarray(Math.min(bytes.length, at + without))
  const out = new Uint8Array(at + parts.length + tail.length)
  out.set(bytes.subarray(0, at))
  out.set(parts, at)
  out.set(tail, at + parts.length)
  return out
}
