import { Counter } from 'prom-client'
import type { Context } from '#server/platform/context.ts'
import { processMetrics } from '#server/platform/metrics/process-metrics.ts'
import { processWide } from '#server/platform/process-wide.ts'
import { QUEUE_SUBSYSTEM } from '../queue-subsystem.ts'

/** What is done with a job in a queue that is too old. */
export type ShedWay = 'behind' | 'cheaper'

/** The counter of what was shed, as statistics know it; its labels are the ways. */
export const SHED_METRIC = 'shed'

/** Counts jobs that were put behind, or answered in a cheaper way, for the admin page and for `/metrics`. */
export function countShed(ctx: Pick<Context, 'statistics'>, way: ShedWay, times = 1): void {
  if (times === 0) return
  ctx.statistics.count(QUEUE_SUBSYSTEM, SHED_METRIC, way, 0, times)
  shedTotal().inc({ way }, times)
}

function shedTotal(): Counter<'way'> {
  return processWide(
    'shed jobs',
    () =>
      new Counter({
        name: 'weft_tasks_shed_total',
        help: 'Jobs that were put behind others, or answered in a cheaper way, because the queue was too old',
        labelNames: ['way'],
        registers: [processMetrics()],
      }),
  )
}
