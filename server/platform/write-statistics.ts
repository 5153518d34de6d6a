import type pg from 'pg'
import { poolTransaction } from './database/pool-transaction.ts'

/** What was counted in one minute. */
export type Sample = {
  subsystem: string
  metric: string
  label: string
  /** Milliseconds since the epoch at which the minute began. */
  minute: number
  count: number
  sum: number
}

/** Samples that are written together; the id makes sure that they count once, however often they are sent. */
export type SampleBatch = { id: string; samples: readonly Sample[] }

// A minute is asked for within the last day, an hour within the last month; days are few enough to stay.
const KEEP = { minutes: '2 days', hours: '40 days', days: '3 years', batches: '2 days' } as const

const FROM = `FROM unnest($1::text[], $2::text[], $3::text[], $4::float8[], $5::int[], $6::float8[])
    AS s(subsystem, metric, label, minute, count, sum)`

// Rows are sorted by key: two processes that write the same minute lock its rows in one order and cannot deadlock.
const ADD_MINUTES = `INSERT INTO "StatSample" (subsystem, metric, label, minute, count, sum)
  SELECT s.subsystem, s.metric, s.label, to_timestamp(s.minute / 1000.0), s.count, s.sum
  ${FROM} ORDER BY 1, 2, 3, 4
  ON CONFLICT (subsystem, metric, label, minute) DO UPDATE
  SET count = "StatSample".count + excluded.count, sum = "StatSample".sum + excluded.sum, "updatedAt" = now()`

const ADD_ROLLUPS = `INSERT INTO "StatRollup" (subsystem, metric, label, resolution, start, count, sum)
  SELECT s.subsystem, s.metric, s.label, r.resolution,
    date_trunc(r.resolution, to_timestamp(s.minute / 1000.0) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC' AS start,
    sum(s.count), sum(s.sum)
  ${FROM} CROSS JOIN (VALUES ('hour'), ('day')) AS r(resolution)
  GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
  ON CONFLICT (subsystem, metric, label, resolution, start) DO UPDATE
  SET count = "StatRollup".count + excluded.count, sum = "StatRollup".sum + excluded.sum, "updatedAt" = now()`

/**
 * Adds a batch to its minutes, hours and days, all or nothing. A batch that was added before is left alone: whoever lost the
 * answer of the first try may send it again.
 */
export async function addSamples(pool: pg.Pool, { id, samples }: SampleBatch): Promise<void> {
  const values = [
    samples.map((sample) => sample.subsystem),
    samples.map((sample) => sample.metric),
    samples.map((sample) => sample.label),
    samples.map((sample) => sample.minute),
    samples.map((sample) => sample.count),
    samples.map((sample) => sample.sum),
  ]
  await poolTransaction(pool, async (client) => {
    const first = await client.query('INSERT INTO "StatBatch" (id) VALUES ($1) ON CONFLICT DO NOTHING', [id])
    if (first.rowCount !== 1) return
    await client.query(ADD_MINUTES, values)
    await client.query(ADD_ROLLUPS, values)
  })
}

/** Removes what no report asks for any more. */
export async function sweepSamples(pool: pg.Pool, now: number): Promise<void> {
  const before = (column: string, age: string) => `${column} < to_timestamp($1) - interval '${age}'`
  const values = [now / 1000]
  await pool.query(`DELETE FROM "StatSample" WHERE ${before('minute', KEEP.minutes)}`, values)
  for (const [resolution, age] of [
    ['hour', KEEP.hours],
    ['day', KEEP.days],
  ] as const)
    await pool.query(
      `DELETE FROM "StatRollup" WHERE resolution = '${resolution}' AND ${before('start', age)}`,
      values,
    )
  await pool.query(`DELETE FROM "StatBatch" WHERE ${before('"createdAt"', KEEP.batches)}`, values)
}
