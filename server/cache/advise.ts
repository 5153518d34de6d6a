import type { CacheChange, CacheKindFigures, CacheKindReport } from '#server/contracts/cache-advice.ts'
import { ENTRY_BYTES, ENTRY_BYTES_MOST, KEEP_TIMES } from '#server/contracts/cache-advice.ts'

/** What advice goes by, beside the figures. */
export type Evidence = {
  figures: CacheKindFigures
  /** Late answers by how many times its time the earlier one would have had to be kept, and what making them took. */
  lateBy: readonly { times: number; count: number; costMs: number }[]
  /** The bytes of all values that were too large, and what computing an answer takes on average. */
  oversizeBytes: number
}

// Less says nothing: ten look-ups without a hit happen to every kind.
const LATE_LEAST = 10
const LATE_SHARE = 0.1
const OVERSIZE_LEAST = 5
const LOOK_UPS_LEAST = 100
const LOW_HIT_RATE = 0.02
/** The time to propose has to be enough for this share of what came too late. */
const ENOUGH_SHARE = 0.8

/** The change that would help a kind most; null where the figures call for none. */
export function advise({ figures, lateBy, oversizeBytes }: Evidence): CacheKindReport['advice'] {
  const { lookUps, hits, late, oversize } = figures
  if (late >= LATE_LEAST && late >= (lookUps - hits) * LATE_SHARE) return keepLonger(lateBy)
  if (oversize >= OVERSIZE_LEAST) {
    const change = keepLarger(oversizeBytes / oversize)
    // Each may be asked for again; that one was is not known of what was never kept.
    if (change) return { change, moreHits: 0, moreSavedMs: 0 }
  }
  return lookUps >= LOOK_UPS_LEAST && hits < lookUps * LOW_HIT_RATE
    ? { change: { type: 'keep-none' }, moreHits: 0, moreSavedMs: 0 }
    : null
}

function keepLonger(lateBy: Evidence['lateBy']): CacheKindReport['advice'] {
  const within = (times: number) => lateBy.filter((each) => each.times <= times)
  const count = (times: number): number => within(times).reduce((sum, each) => sum + each.count, 0)
  const all = count(Number.POSITIVE_INFINITY)
  const times = KEEP_TIMES.find((each) => count(each) >= all * ENOUGH_SHARE) ?? KEEP_TIMES[0]
  return {
    change: { type: 'keep-longer', times },
    moreHits: count(times),
    moreSavedMs: within(times).reduce((sum, each) => sum + each.costMs, 0),
  }
}

/** Room for twice the usual one of those that were too large, in whole doublings; nothing where the most is not enough. */
function keepLarger(bytes: number): CacheChange | undefined {
  if (bytes > ENTRY_BYTES_MOST) return undefined
  let most = ENTRY_BYTES
  while (most < bytes * 2 && most < ENTRY_BYTES_MOST) most *= 2
  return { type: 'keep-larger', bytes: most }
}
