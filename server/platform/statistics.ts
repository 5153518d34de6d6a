import type { StatPoint } from '#server/contracts/admin.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'
import { newId } from './ids.ts'
import type { Logger } from './logging/logger.ts'
import { addSamples, type Sample, type SampleBatch, sweepSamples } from './write-statistics.ts'

/** Counters of one process. Counting costs a map access; the database sees one statement every few seconds. */
export interface Statistics {
  /** Adds `times` to a counter of the current minute, and `amount` (milliseconds, bytes) to its sum. Never throws. */
  count(subsystem: string, metric: string, label?: string, amount?: number, times?: number): void
  /** Writes what was counted. What cannot be written is kept and written with the next flush. */
  flush(): Promise<void>
  /** For how many milliseconds the oldest counts wait to be written; at most some seconds where writing works. */
  unwrittenMs(): number
  /** Writes the rest and stops the timer. */
  close(): Promise<void>
}

/** A process that is killed (`kill -9`, a power cut) loses the counting of at most this long; one that stops loses nothing. */
export const FLUSH_MS = 5000
const MINUTE_MS = 60_000
const SWEEP_MS = 3_600_000
// A stop has time for a database that is slow to answer, not for one that is away.
const LAST_TRIES = 3

export function createStatistics(ctx: { db: Database; log: Logger; clock: Clock }): Statistics {
  let counted = new Map<string, Sample>()
  // What could not be written yet. It keeps its id, so that a batch whose answer was lost is not counted twice.
  let unwritten: SampleBatch | undefined
  // Since when the oldest of either waits, on the clock that cannot be set back.
  let unwrittenSince: number | undefined
  let countedSince: number | undefined
  let writing: Promise<void> = Promise.resolve()
  let sweptAt = ctx.clock.now()
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()

  async function write(): Promise<void> {
    try {
      if (unwritten) await addSamples(ctx.db.pool, unwritten)
      unwritten = undefined
      unwrittenSince = undefined
      if (counted.size > 0) {
        unwritten = { id: newId(), samples: [...counted.values()] }
        unwrittenSince = countedSince
        counted = new Map()
        countedSince = undefined
        await addSamples(ctx.db.pool, unwritten)
        unwritten = undefined
        unwrittenSince = undefined
      }
      const now = ctx.clock.now()
      if (now - sweptAt < SWEEP_MS) return
      sweptAt = now
      await sweepSamples(ctx.db.pool, now)
    } catch (error) {
      ctx.log.warn({ error }, 'counters are kept until the database is back')
    }
  }

  // One write at a time, in order: a flush that is asked for during another also writes what came in between.
  function flush(): Promise<void> {
    writing = writing.then(write)
    return writing
  }

  return {
    count(subsystem, metric, label = '', amount = 0, times = 1) {
      countedSince ??= performance.now()
      const minute = Math.floor(ctx.clock.now() / MINUTE_MS) * MINUTE_MS
      const key = `${subsystem}\n${metric}\n${label}\n${minute}`
      const sample = counted.get(key)
      if (!sample) counted.set(key, { subsystem, metric, label, minute, count: times, sum: amount })
      else {
        sample.count += times
        sample.sum += amount
      }
    },
    flush,
    unwrittenMs() {
      const now = performance.now()
      return Math.round(now - (unwrittenSince ?? countedSince ?? now))
    },
    async close() {
      clearInterval(timer)
      for (let turn = 0; turn < LAST_TRIES && (turn === 0 || unwritten || counted.size > 0); turn += 1)
        await flush()
    },
  }
}

export type Total = { count: number; sum: number }

/** Totals by label since a moment, over every process that has flushed. */
export async function sumSince(
  db: Database,
  counter: { subsystem: string; metric: string; since: Date },
): Promise<Record<string, Total>> {
  const groups = await db.prisma.statSample.groupBy({
    by: ['label'],
    where: { subsystem: counter.subsystem, metric: counter.metric, minute: { gte: counter.since } },
    _sum: { count: true, sum: true },
  })
  return Object.fromEntries(
    groups.map((group) => [group.label, { count: group._sum.count ?? 0, sum: group._sum.sum ?? 0 }]),
  )
}

/** The counts of each minute since a moment, oldest first; minutes in which nothing was counted are left out. */
export async function series(
  db: Database,
  counter: { subsystem: string; metric: string; since: Date },
): Promise<StatPoint[]> {
  const rows = await db.prisma.statSample.findMany({
    where: { subsystem: counter.subsystem, metric: counter.metric, minute: { gte: counter.since } },
    select: { label: true, minute: true, count: true },
    orderBy: { minute: 'asc' },
  })
  const points = new Map<number, StatPoint>()
  for (const { label, minute, count } of rows) {
    const point = points.get(minute.getTime()) ?? { minute: minute.toISOString(), values: {} }
    point.values[label] = count
    points.set(minute.getTime(), point)
  }
  return [...points.values()]
}
