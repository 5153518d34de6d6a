import type { Context } from '#server/platform/context.ts'
import { type Count, readCountsSince } from '#server/platform/read-counts.ts'
import type { Evidence } from '../advise.ts'

const METRICS = ['answer', 'saved', 'late', 'refused', 'similar', 'wrong']
const HITS = new Set(['memory', 'database', 'joined'])

/** How the cache did since a moment, kind by kind; for kinds with a moment of their own, since that too. One query. */
export async function readEvidence(
  ctx: Pick<Context, 'db' | 'clock'>,
  since: Date,
  own: ReadonlyMap<string, Date> = new Map(),
): Promise<{ all: (kind: string) => Evidence; own: (kind: string) => Evidence }> {
  const counters = { subsystem: 'cache', metrics: METRICS }
  const counts = await readCountsSince(ctx, counters, new Map([['', since], ...own]))
  return {
    all: (kind) => evidenceOf(kind, counts.get('') ?? []),
    own: (kind) => evidenceOf(kind, counts.get(kind) ?? []),
  }
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
