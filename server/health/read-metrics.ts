import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { renderMetrics } from '#server/platform/metrics/render-metrics.ts'
import { readMetricsOfAll } from '#server/platform/process-beat.ts'
import { measureQueue } from '#server/tasks/measure-queue.ts'
import { requireHealthAccess } from './health.policy.ts'

/**
 * What all processes of this installation have measured, at most six seconds ago, in the text format of Prometheus. The queue is
 * measured at the moment of asking.
 */
export async function readMetrics(ctx: Context, actor: Person): Promise<string> {
  requireHealthAccess(actor)
  const [processes, queue] = await Promise.all([readMetricsOfAll(ctx.db), measureQueue(ctx)])
  const told = processes.map(({ metrics, ...labels }) => ({ labels, metrics }))
  const gauge = (name: string, help: string, value: number) => ({
    ...{ name: `weft_${name}`, help, type: 'gauge' },
    values: [{ value, labels: {} }],
  })
  const byKind = (of: 'waiting' | 'running') => ({
    ...{ name: `weft_tasks_${of}`, help: `Tasks ${of}, by kind`, type: 'gauge' },
    values: queue.kinds.map((kind) => ({ value: kind[of], labels: { kind: kind.kind } })),
  })
  const common = [
    byKind('waiting'),
    byKind('running'),
    gauge('tasks_oldest_waiting_seconds', 'For how long the oldest due task has waited', queue.oldestSeconds),
    gauge('worker_slots', 'Tasks that all workers together can run at once', queue.slots),
  ]
  return renderMetrics([{ labels: {}, metrics: common }, ...told])
}
