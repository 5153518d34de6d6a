import type { Person } from '#server/contracts/actors.ts'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import type { RangeQuery, StatLine, StatSeries } from '#server/contracts/statistics.ts'
import type { RunTimes, TaskStatistics } from '#server/contracts/task-administration.ts'
import type { Context } from '#server/platform/context.ts'
import { readSeries } from '#server/platform/read-series.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { QUEUE_SUBSYSTEM } from './queue-subsystem.ts'
import { percentile } from './run-time-buckets.ts'

const METRICS = ['waiting', 'running', 'oldest', 'started', 'settled', 'run', 'wait'] as const

/**
 * How the queue did over a range, of the whole installation: how much waited and for how long, what began and how it ended,
 * and percentiles of waiting and running times.
 */
export async function readTaskStatistics(
  ctx: Context,
  actor: Person,
  { range }: RangeQuery,
): Promise<TaskStatistics> {
  requireTaskAdministration(actor)
  const series = await readSeries(ctx, { subsystem: QUEUE_SUBSYSTEM, metrics: METRICS, range })
  const lines = (metric: (typeof METRICS)[number]): StatLine[] =>
    series.lines.filter((line) => line.metric === metric)
  const { from, stepSeconds, points } = series
  const looks = lines('oldest')[0] ?? empty(series)
  const meansOf = (metric: 'waiting' | 'running') =>
    TASK_KINDS.flatMap((kind) => {
      const line = lines(metric).find(({ label }) => label === kind)
      return line ? { kind, means: means({ counts: looks.counts, sums: line.sums }) } : []
    })
  return {
    ...{ range, from, stepSeconds, points },
    waiting: meansOf('waiting'),
    running: meansOf('running'),
    oldestSeconds: means(looks),
    started: sumOf(lines('started'), points),
    settled: lines('settled').map(({ label, counts }) => ({ outcome: label, counts })),
    waits: runTimes(lines('wait'), points),
    runs: TASK_KINDS.flatMap((kind) => {
      const own = lines('run').filter(({ label }) => label.startsWith(`${kind} `))
      return own.length > 0 ? { kind, ...runTimes(own, points) } : []
    }),
  }
}

function empty({ points }: StatSeries): Pick<StatLine, 'counts' | 'sums'> {
  return { counts: new Array<number>(points).fill(0), sums: new Array<number>(points).fill(0) }
}

function means({ counts, sums }: Pick<StatLine, 'counts' | 'sums'>): (number | null)[] {
  return counts.map((count, step) => (count > 0 ? (sums[step] ?? 0) / count : null))
}

function sumOf(lines: readonly StatLine[], points: number): number[] {
  return Array.from({ length: points }, (_, step) =>
    lines.reduce((all, line) => all + (line.counts[step] ?? 0), 0),
  )
}

/** Of lines whose labels end with the bound of a bucket. */
function runTimes(lines: readonly StatLine[], points: number): RunTimes {
  const buckets = (count: (line: StatLine) => number) =>
    new Map(lines.map((line) => [Number(line.label.split(' ').at(-1)), count(line)]))
  const steps = Array.from({ length: points }, (_, step) => buckets((line) => line.counts[step] ?? 0))
  const all = buckets((line) => line.count)
  return {
    count: lines.reduce((total, line) => total + line.count, 0),
    p50: steps.map((step) => percentile(step, 0.5)),
    p95: steps.map((step) => percentile(step, 0.95)),
    p50All: percentile(all, 0.5),
    p95All: percentile(all, 0.95),
  }
}
