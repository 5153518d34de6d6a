import type { SampleLayout } from '#server/platform/wav-file.ts'
import { loudestOf } from './wav-format.ts'

// A word has ten of these.
const STRETCH_SECONDS = 0.02
// Between sentences people pause for a third of a second.
const PAUSE_SECONDS = 0.3
// The last tenth of a part is searched for a pause.
const SEARCHED_SHARE = 0.1

/**
 * Where the frames of a recording are divided so that no part is longer than `seconds`: in the middle of the quietest pause in the
 * last tenth of each part. Ends are in bytes of the data; the last is its length. A coding that cannot be measured is cut at the limit.
 */
export function endsOfParts(format: SampleLayout, data: Buffer, seconds: number): number[] {
  const { frameBytes, rate } = format
  const most = Math.max(1, Math.floor(seconds * rate)) * frameBytes
  const ends: number[] = []
  for (let start = 0; data.length - start > most; start = ends.at(-1) ?? data.length) {
    const from = start + most - Math.floor((most * SEARCHED_SHARE) / frameBytes) * frameBytes
    const cut = from + quietestPause(format, data.subarray(from, start + most))
    ends.push(cut > start ? cut : start + most)
  }
  return [...ends, data.length]
}

/** The middle of the quietest stretch of `PAUSE_SECONDS`, by the mean of its peaks: a pause that is a little shorter counts too. */
function quietestPause(format: SampleLayout, data: Buffer): number {
  const { frameBytes, rate } = format
  const step = Math.max(1, Math.round(STRETCH_SECONDS * rate)) * frameBytes
  const peaks: number[] = []
  for (let at = 0; at + step <= data.length; at += step) {
    const peak = loudestOf(format, data.subarray(at, at + step))
    if (peak === null) return data.length
    peaks.push(peak)
  }
  const width = Math.min(peaks.length, Math.round(PAUSE_SECONDS / STRETCH_SECONDS))
  let quietest = Number.POSITIVE_INFINITY
  let best = data.length
  for (let at = 0; at + width <= peaks.length; at += 1) {
    const loudness = peaks.slice(at, at + width).reduce((sum, peak) => sum + peak, 0)
    // Of equally quiet ones the last, so that parts are long.
    if (loudness > quietest) continue
    quietest = loudness
    best = (at + Math.floor(width / 2)) * step
  }
  return best
}
