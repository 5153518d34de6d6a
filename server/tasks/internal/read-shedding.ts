import type { QueueShedding } from '#server/contracts/admin.ts'
import type { Context } from '#server/platform/context.ts'
import { sumSince } from '#server/platform/statistics.ts'
import { QUEUE_SUBSYSTEM } from '../queue-subsystem.ts'
import { readQueueState } from '../shed-load.ts'
import { SHED_METRIC, type ShedWay } from './count-shed.ts'

const DAY_MS = 86_400_000
// Counters are kept by the minute: what was counted in the minute in which it began belongs to it.
const MINUTE_MS = 60_000

/** Whether the queue sheds load, since when, and what was shed; over every workspace. */
export async function readShedding(ctx: Context): Promise<QueueShedding> {
  const { since, awaitedSeconds } = await readQueueState(ctx)
  const from = since ? since.getTime() - (since.getTime() % MINUTE_MS) : ctx.clock.now() - DAY_MS
  const counter = { subsystem: QUEUE_SUBSYSTEM, metric: SHED_METRIC, since: new Date(from) }
  const totals = await sumSince(ctx.db, counter)
  const of = (way: ShedWay): number => totals[way]?.count ?? 0
  return {
    allowedSeconds: ctx.config.shedQueueSeconds,
    since: since?.toISOString() ?? null,
    awaitedSeconds,
    behind: of('behind'),
    cheaper: of('cheaper'),
  }
}
