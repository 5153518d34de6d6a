import { statfs } from 'node:fs/promises'
import { hostname } from 'node:os'
import { z } from 'zod'
import { readBeats } from '#server/platform/process-beat.ts'
import { ageText, byteText, figure } from './figure.ts'
import type { Finding, Probe } from './prober.ts'

// What is read goes six hours back: an upload of an hour ago is growth, a night of backups is not a trend for weeks.
const WINDOW_SECONDS = 6 * 3600
// With less to go by, one large file would look like a disk that fills.
const LEAST_SECONDS = 1800
// The noise of logs and temporary files.
const STEADY_BYTES_PER_HOUR = 1_048_576
const SOON_HOURS = 24
const TOLD_HOURS = 24 * 365

const Trend = z.object({ perHour: z.number().nullable(), seconds: z.number().nullable() })
const TREND = `SELECT regr_slope(sum / count, extract(epoch FROM minute)) * 3600 AS "perHour",
    extract(epoch FROM max(minute) - min(minute))::float8 AS seconds
  FROM "StatSample" WHERE subsystem = 'health' AND metric = 'disk free' AND label = $1
    AND minute > to_timestamp($2::float8) AND count > 0`

/**
 * Where the disk of the data folder is heading: bytes free, how they changed by the hour over the last six hours (a line through
 * the means of each minute), and, where they fall, in how many hours the disk is full.
 */
export const diskGrowthProbe: Probe = {
  name: 'disk growth',
  everyMs: 30_000,
  async look({ db, config, clock }) {
    const { bavail, bsize } = await statfs(config.dataDir)
    const free = bavail * bsize
    const since = clock.now() / 1000 - WINDOW_SECONDS
    const { perHour, seconds } = Trend.parse((await db.pool.query(TREND, [diskLabel(), since])).rows[0])
    const figures = [figure('free', byteText(free))]
    if (perHour === null || seconds === null || seconds < LEAST_SECONDS)
      return { state: 'up', detail: `known after ${ageText(LEAST_SECONDS)} of looking`, figures }
    if (perHour > -STEADY_BYTES_PER_HOUR)
      return {
        state: 'up',
        detail: perHour < STEADY_BYTES_PER_HOUR ? 'steady' : 'more is free than before',
        figures: [...figures, figure('an hour', `${perHour < 0 ? '-' : '+'}${byteText(Math.abs(perHour))}`)],
      }
    const hours = free / -perHour
    const finding: Finding = {
      state: 'up',
      detail: `less is free by ${byteText(-perHour)} an hour`,
      figures: [
        ...figures,
        figure('an hour', `-${byteText(-perHour)}`),
        ...(hours < TOLD_HOURS ? [figure('full in', ageText(hours * 3600))] : []),
      ],
    }
    return hours < SOON_HOURS
      ? {
          ...finding,
          state: 'degraded',
          detail: `full in ${ageText(hours * 3600)} if it goes on so`,
          advice: 'Find what grows in the data folder, or beside it on the same disk, and make room in time.',
        }
      : finding
  },
}

/** Each machine has a disk of its own: its free bytes are counted by themselves. */
export function diskLabel(): string {
  return hostname()
}

// Counts are written every five seconds; this is six tries in vain.
const LATE_MS = 30_000

const Newest = z.object({ seconds: z.number().nullable() })
const NEWEST = `SELECT extract(epoch FROM now() - minute)::float8 AS seconds
  FROM "StatSample" ORDER BY minute DESC LIMIT 1`

/** Whether the counters of every process reach the database: charts that stand still look like a quiet system. */
export const statisticsProbe: Probe = {
  name: 'statistics',
  advice: 'The log of the processes says why counters cannot be written.',
  async look({ db }) {
    const live = (await readBeats(db)).filter(({ fresh }) => fresh)
    const { rows } = await db.pool.query(NEWEST)
    const newest = rows[0] ? Newest.parse(rows[0]).seconds : null
    const waitOf = ({ detail }: (typeof live)[number]): number => Number(detail.unwrittenMs ?? 0)
    const latest = live.toSorted((a, b) => waitOf(b) - waitOf(a))[0]
    const figures = [
      figure('newest', newest === null ? 'none' : `${ageText(Math.max(0, newest))} ago`),
      figure('waiting for', ageText(latest ? waitOf(latest) / 1000 : 0)),
    ]
    if (!latest || waitOf(latest) < LATE_MS)
      return {
        state: 'up',
        detail: live.length === 1 ? 'written by 1 process' : `written by ${live.length} processes`,
        figures,
      }
    return {
      state: 'degraded',
      detail: `counts of ${latest.process} on ${latest.host} wait for ${ageText(waitOf(latest) / 1000)}`,
      advice: `The log of ${latest.process} on ${latest.host} says why. Nothing is lost while it runs.`,
      figures,
    }
  },
}
