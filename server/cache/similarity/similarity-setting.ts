import type { Person } from '#server/contracts/actors.ts'
import { type ChangeSimilarity, COMPARED_A_DAY } from '#server/contracts/similarity.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireCacheAccess } from '../cache.policy.ts'
import { relaxedWrite } from '../internal/relaxed-write.ts'

const CLAIM = `INSERT INTO "SimilaritySetting" ("workspaceId", day, asked) VALUES ($1, $2::date, 1)
  ON CONFLICT ("workspaceId") DO UPDATE SET day = excluded.day,
    asked = CASE WHEN "SimilaritySetting".day = excluded.day THEN "SimilaritySetting".asked + 1 ELSE 1 END
  WHERE "SimilaritySetting".enabled AND ("SimilaritySetting".day <> excluded.day OR "SimilaritySetting".asked < $3)`

/** Takes one of the day's comparisons, over all processes; false where it is switched off or the day's are spent. */
export async function claimComparison(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  workspaceId: string,
): Promise<boolean> {
  const { rowCount } = await relaxedWrite(db.pool, CLAIM, [workspaceId, today(clock), COMPARED_A_DAY])
  return rowCount === 1
}

/** Whether the owner's workspace lets instructions be compared, and how many were today. Throws `not-found` for others than owners. */
export async function readSimilaritySetting(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  actor: Person,
): Promise<{ workspaceId: string; enabled: boolean; askedToday: number }> {
  const workspaceId = requireCacheAccess(actor)
  const row = await db.prisma.similaritySetting.findUnique({ where: { workspaceId } })
  const isToday = row?.day.toISOString().slice(0, 10) === today(clock)
  return { workspaceId, enabled: row?.enabled ?? true, askedToday: isToday ? (row?.asked ?? 0) : 0 }
}

/** Lets instructions be compared, or ends it: then what was kept of them goes, and what was measured stays. */
export async function changeSimilarity(
  ctx: Context,
  actor: Person,
  { enabled }: ChangeSimilarity,
): Promise<void> {
  const workspaceId = requireCacheAccess(actor)
  await transaction(ctx, async (tx) => {
    const day = new Date(today(ctx.clock))
    await tx.similaritySetting.upsert({
      where: { workspaceId },
      create: { workspaceId, enabled, day },
      update: { enabled },
    })
    if (!enabled) await tx.instructionVector.deleteMany({ where: { entry: { workspaceId } } })
    await recordAudit(tx, {
      ...{ workspaceId, actor, action: 'cache-similarity.changed', subjectType: 'workspace' },
      ...{ subjectId: workspaceId, detail: { enabled } },
    })
  })
}

function today(clock: Context['clock']): string {
  return new Date(clock.now()).toISOString().slice(0, 10)
}
