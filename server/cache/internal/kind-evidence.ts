import type { Context } from '#server/platform/context.ts'
import { type Count, readCounts } from '#server/platform/read-counts.ts'
import type { Evidence } from '../advise.ts'

const METRICS = ['answer', 'saved', 'late', 'refused', 'similar', 'wrong']
const HITS = new Set(['memory', 'database', 'joined'])

/** How the cache did since a moment, kind by kind. */
export async function readEvidence(
  ctx: Pick<Context, 'db' | 'clock'>,
  since: Date,
): Promise<(kind: string) => Evidence> {
  const counts = await readCounts(ctx, { subsystem: 'cache', metrics: METRICS, since })
  return (kind) => evidenceOf(kind, counts)
}

function evidenceOf(kind: string, counts: readonly Count[]): Evidence {
  const own = counts.flatMap(({ label, ...rest }) =>
    label === kind || label.startsWith(`${kind}:`) ? [{ ...rest, of: label.slice(kind.length + 1) }] : [],
  )
  const of = (metric: string) => own.filter((each) => each.metric === metric)
  const count = (lines: typeof own): number => lines.reduce((sum, line) => sum + line.count, 0)
  const answers = of('answer').filter(({ of: outcome }) => outcome !== 'failed')
  const oversize = of('refused').filter(({ of: why }) => why === 'oversize')
  return {
    figures: {
      lookUps: count(answers),
      hits: count(answers.filter(({ of: outcome }) => HITS.has(outcome))),
      savedMs: of('saved').reduce((sum, line) => sum + line.sum, 0),
      late: count(of('late')),
      oversize: count(oversize),
      similar: count(of('similar')),
      wrong: count(of('wrong')),
    },
    lateBy: of('late').map(({ of: times, count: late, sum }) => ({
      times: Number(times),
      count: late,
      costMs: sum,
    })),
    oversizeBytes: oversize.reduce((sum, line) => sum + line.sum, 0),
  }
}
