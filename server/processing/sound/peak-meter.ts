/** Samples a second that are looked at: enough to see where it is loud. */
export const SAMPLE_RATE = 8000
// 20 ms: a word has ten of these. Four hours make 720,000 values.
const STRETCH = SAMPLE_RATE / 50

export type PeakMeter = {
  /** Takes little-endian samples of 16 bits, in pieces of any length. */
  add(chunk: Buffer): void
  seconds(): number
  /** At most `points` peaks, 0 to 1, each of an equal stretch. */
  peaks(points: number): number[]
}

/** Keeps the loudest sample of each 20 ms of a stream whose length nobody knows before its end. */
export function createPeakMeter(): PeakMeter {
  const stretches: number[] = []
  let rest: Buffer | undefined
  let samples = 0
  let loudest = 0
  return {
    add(chunk) {
      const data = rest ? Buffer.concat([rest, chunk]) : chunk
      const whole = data.length - (data.length % 2)
      rest = whole < data.length ? data.subarray(whole) : undefined
      for (let at = 0; at < whole; at += 2) {
        loudest = Math.max(loudest, Math.abs(data.readInt16LE(at)))
        samples += 1
        if (samples % STRETCH !== 0) continue
        stretches.push(loudest)
        loudest = 0
      }
    },
    seconds: () => samples / SAMPLE_RATE,
    peaks(points) {
      const all = samples % STRETCH === 0 ? stretches : [...stretches, loudest]
      const count = Math.min(points, all.length)
      return Array.from({ length: count }, (_, index) => {
        let peak = 0
        const end = Math.floor(((index + 1) * all.length) / count)
        for (let at = Math.floor((index * all.length) / count); at < end; at += 1)
          peak = Math.max(peak, all[at] ?? 0)
        return Math.min(1, Math.round((peak / 32_768) * 10_000) / 10_000)
      })
    },
  }
}
