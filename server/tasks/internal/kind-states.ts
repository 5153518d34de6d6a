import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { TaskKindState } from '#server/contracts/admin.ts'
import { TASK_KINDS } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'

type Live = { kind: string; waiting: number; running: number }

/** Every kind of the workspace with what waits and runs, and since when and by whom it is paused. */
export async function kindStates(
  ctx: Context,
  workspaceId: string,
  live: readonly Live[],
): Promise<TaskKindState[]> {
  const pauses = await ctx.db.prisma.taskPause.findMany({ where: { workspaceId } })
  const people = await loadProfiles(
    ctx,
    pauses.flatMap((pause) => pause.pausedById ?? []),
  )
  return TASK_KINDS.map((kind) => {
    const pause = pauses.find((each) => each.kind === kind)
    const now = live.find((each) => each.kind === kind)
    return {
      kind,
      waiting: now?.waiting ?? 0,
      running: now?.running ?? 0,
      pausedAt: pause?.createdAt.toISOString() ?? null,
      pausedBy: pause?.pausedById ? (people.get(pause.pausedById)?.name ?? null) : null,
    }
  })
}
