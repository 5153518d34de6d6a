import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { PersonCap, TaskKindState } from '#server/contracts/admin.ts'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { EVERY_KIND } from './choose-admitted.ts'

type Live = { kind: string; waiting: number; running: number }

/** Every kind of the workspace with what waits and runs, since when and by whom it is paused, and how many may be under way. */
export async function kindStates(
  ctx: Context,
  workspaceId: string,
  live: readonly Live[],
): Promise<{ kinds: TaskKindState[]; personCap: PersonCap }> {
  const caps = await ctx.db.prisma.taskCap.findMany({ where: { workspaceId } })
  const pauses = await ctx.db.prisma.taskPause.findMany({ where: { workspaceId } })
  const people = await loadProfiles(
    ctx,
    pauses.flatMap((pause) => pause.pausedById ?? []),
  )
  const kinds = TASK_KINDS.map((kind) => {
    const cap = caps.find((each) => each.kind === kind)
    const pause = pauses.find((each) => each.kind === kind)
    const now = live.find((each) => each.kind === kind)
    return {
      kind,
      waiting: now?.waiting ?? 0,
      running: now?.running ?? 0,
      pausedAt: pause?.createdAt.toISOString() ?? null,
      cap: { total: cap?.total ?? null, perPerson: cap?.perPerson ?? null },
      pausedBy: pause?.pausedById ? (people.get(pause.pausedById)?.name ?? null) : null,
    }
  })
  return { kinds, personCap: { perPerson: caps.find(({ kind }) => kind === EVERY_KIND)?.perPerson ?? null } }
}
