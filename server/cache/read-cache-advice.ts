import type { Person } from '#server/contracts/actors.ts'
import {
  type CacheAdvice,
  CacheChange,
  CacheKindFigures,
  type CacheKindReport,
} from '#server/contracts/cache-advice.ts'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { advise } from './advise.ts'
import { requireCacheAccess } from './cache.policy.ts'
import { readEvidence } from './internal/kind-evidence.ts'

const WEEK_MS = 7 * 86_400_000

/**
 * How the cache did for each kind of job in the last seven days, with the change that would help it, and what the changes in
 * force have done since. Counters are of the installation, changes of the workspace. Throws `not-found` for others than owners.
 */
export async function readCacheAdvice(ctx: Context, actor: Person): Promise<CacheAdvice> {
  const workspaceId = requireCacheAccess(actor)
  const settings = await ctx.db.prisma.cacheSetting.findMany({ where: { workspaceId } })
  const changed = new Map(settings.map(({ kind, createdAt }) => [kind, createdAt]))
  const evidence = await readEvidence(ctx, weekAgo(ctx), changed)
  const kinds = TASK_KINDS.map((kind): CacheKindReport => {
    const week = evidence.all(kind)
    const setting = settings.find((each) => each.kind === kind)
    const change = CacheChange.safeParse(setting?.change).data
    if (!setting || !change) return { kind, figures: week.figures, advice: advise(week), applied: null }
    const before = CacheKindFigures.parse(setting.before)
    const since = evidence.own(kind).figures
    const applied = { change, at: setting.createdAt.toISOString(), before, since }
    return { kind, figures: week.figures, advice: null, applied }
  })
  return { kinds: kinds.filter(({ figures, applied }) => figures.lookUps > 0 || applied) }
}

/** The figures that a change made now is compared with. */
export async function figuresBefore(ctx: Context, kind: string): Promise<CacheKindFigures> {
  return (await readEvidence(ctx, weekAgo(ctx))).all(kind).figures
}

function weekAgo({ clock }: Pick<Context, 'clock'>): Date {
  return new Date(clock.now() - WEEK_MS)
}
