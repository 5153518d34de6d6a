import type { StatPoint } from '#server/contracts/admin.ts'
import type { Clock } from './clock.ts'
import type { Database } from './database/database.ts'
import type { Logger } from './logging/logger.ts'

/** Counters of one process. Counting costs a map access; the database sees one statement every few seconds. */
export interface Statistics {
  /** Adds one to a counter of the current minute, and `amount` (milliseconds, bytes) to its sum. Never throws. */
  count(subsystem: string, metric: string, label?: string, amount?: number): void
  /** Writes what was counted. What cannot be written is kept and written with the next flush. */
  flush(): Promise<void>
  /** Writes the rest and stops the timer. */
  close(): Promise<void>
}

// A process that dies loses at most this much of its counting, which is worth no more writes than that.
const FLUSH_MS = 5000
const MINUTE_MS = 60_000
// Long enough for a month's view; a minute's row is about 100 bytes.
const KEEP_DAYS = 31
const SWEEP_MS = 3_600_000

type Sample = { subsystem: string; metric: string; label: string; minute: number; count: number; sum: number }

// Rows are sorted by key: two processes that write the same minute lock its rows in one order and cannot deadlock.
const ADD = `INSERT INTO "StatSample" (subsystem, metric, label, minute, count, sum)
  SELECT s.subsystem, s.metric, s.label, to_timestamp(s.minute / 1000.0), s.count, s.sum
  FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::int[], $6::float8[])
    AS s(subsystem, metric, label, minute, count, sum)
  ORDER BY 1, 2, 3, 4
  ON CONFLICT (subsystem, metric, label, minute) DO UPDATE
  SET count = "StatSample".count + excluded.count, sum = "StatSample".sum + excluded.sum, "updatedAt" = now()`

export function createStatistics(ctx: { db: Database; log: Logger; clock: Clock }): Statistics {
  let waiting = new Map<string, Sample>()
  let writing: Promise<void> = Promise.resolve()
  let sweptAt = ctx.clock.now()
  const timer = setInterval(() => void flush(), FLUSH_MS)
  timer.unref()

  function add(sample: Sample): void {
    const key = `${sample.subsystem}\n${sample.metric}\n${sample.label}\n${sample.minute}`
    const known = waiting.get(key)
    if (!known) waiting.set(key, { ...sample })
    else {
      known.count += sample.count
      known.sum += sample.sum
    }
  }

  async function write(): Promise<void> {
    const batch = [...waiting.values()]
    if (batch.length === 0) return
    waiting = new Map()
    try {
      await ctx.db.pool.query(ADD, [
        batch.map((sample) => sample.subsystem),
        batch.map((sample) => sample.metric),
        batch.map((sample) => sample.label),
        batch.map((sample) => sample.minute),
        batch.map((sample) => sample.count),
        batch.map((sample) => sample.sum),
      ])
      await sweep()
    } catch (error) {
      for (const sample of batch) add(sample)
      ctx.log.warn({ error, samples: batch.length }, 'counters are kept until the database is back')
    }
  }

  async function sweep(): Promise<void> {
    const now = ctx.clock.now()
    if (now - sweptAt < SWEEP_MS) return
    sweptAt = now
    await ctx.db.pool.query('DELETE FROM "StatSample" WHERE minute < to_timestamp($1)', [
      now / 1000 - KEEP_DAYS * 86_400,
    ])
  }

  // One write at a time, in order: a flush that is asked for during another also writes what came in between.
  function flush(): Promise<void> {
    writing = writing.then(write)
    return writing
  }

  return {
    count(subsystem, metric, label = '', amount = 0) {
      const minute = Math.floor(ctx.clock.now() / MINUTE_MS) * MINUTE_MS
      add({ subsystem, metric, label, minute, count: 1, sum: amount })
    },
    flush,
    async close() {
      clearInterval(timer)
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
