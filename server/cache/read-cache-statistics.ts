import type { Person } from '#server/contracts/actors.ts'
import type { CacheOutcomes, CacheStatistics } from '#server/contracts/cache.ts'
import type { StatLine, StatRange } from '#server/contracts/statistics.ts'
import type { Context } from '#server/platform/context.ts'
import { readSeries } from '#server/platform/read-series.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { CACHE_OUTCOMES, type CacheOutcome } from './internal/cache-counters.ts'

const METRICS = ['answer', 'saved', 'written', 'refresh', 'evicted', 'invalidated', 'refused']

/**
 * What the caches of all processes did over a range, from the database: the same from every process, and after all have been
 * started anew. Throws `not-found` for others than owners.
 */
export async function readCacheStatistics(
  ctx: Context,
  actor: Person,
  range: StatRange,
): Promise<CacheStatistics> {
  requireCacheAccess(actor)
  const series = await readSeries(ctx, { subsystem: 'cache', metrics: METRICS, range })
  const of = (metric: string): StatLine[] => series.lines.filter((line) => line.metric === metric)
  const answers = of('answer').map((line) => ({ ...line, ...splitLabel(line.label) }))
  const saved = new Map(of('saved').map(({ label, sum }) => [label, sum]))
  const kinds = [...new Set(answers.map(({ kind }) => kind))].sort()
  return {
    range,
    total: outcomes(answers),
    byKind: kinds.map((kind) => ({
      kind,
      outcomes: outcomes(answers.filter((line) => line.kind === kind)),
      savedMs: saved.get(kind) ?? 0,
    })),
    savedMs: total(of('saved').map(({ sum }) => sum)),
    writtenBytes: total(of('written').map(({ sum }) => sum)),
    refreshes: byLabel(of('refresh'), (label) => splitLabel(label).outcome),
    evicted: byLabel(of('evicted'), (label) => label),
    invalidated: byLabel(of('invalidated'), (label) => label),
    refused: byLabel(of('refused'), (label) => splitLabel(label).outcome),
    series: { ...series, lines: CACHE_OUTCOMES.map((outcome) => merged(series.points, outcome, answers)) },
  }
}

/** A kind may hold colons of its own: the outcome is what follows the last. */
function splitLabel(label: string): { kind: string; outcome: string } {
  const at = label.lastIndexOf(':')
  return { kind: label.slice(0, at), outcome: label.slice(at + 1) }
}

type Answer = StatLine & { kind: string; outcome: string }

function outcomes(answers: readonly Answer[]): CacheOutcomes {
  const count = (outcome: CacheOutcome): number =>
    total(answers.filter((line) => line.outcome === outcome).map((line) => line.count))
  return {
    memory: count('memory'),
    database: count('database'),
    joined: count('joined'),
    stale: count('stale'),
    miss: count('miss'),
    bypass: count('bypass'),
    failed: count('failed'),
  }
}

function merged(points: number, outcome: CacheOutcome, answers: readonly Answer[]): StatLine {
  const lines = answers.filter((line) => line.outcome === outcome)
  const at = (pick: 'counts' | 'sums') =>
    Array.from({ length: points }, (_, index) => total(lines.map((line) => line[pick][index] ?? 0)))
  return {
    metric: 'answer',
    label: outcome,
    counts: at('counts'),
    sums: at('sums'),
    count: total(lines.map((line) => line.count)),
    sum: total(lines.map((line) => line.sum)),
  }
}

function byLabel(lines: readonly StatLine[], name: (label: string) => string): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const line of lines) counts[name(line.label)] = (counts[name(line.label)] ?? 0) + line.count
  return counts
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
