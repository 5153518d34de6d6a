import type { TaskView } from '#server/contracts/tasks.ts'
import type { Context } from '#server/platform/context.ts'
import type { TaskRow } from '../task.presenter.ts'
import { EVERY_KIND } from './choose-admitted.ts'

/** The cap that leaves no room for a waiting task at this moment, if one does: that of its kind before that of its person. */
export async function readCap(
  ctx: Pick<Context, 'db'>,
  { workspaceId, kind, userId }: Pick<TaskRow, 'workspaceId' | 'kind' | 'userId'>,
): Promise<TaskView['cap']> {
  const caps = await ctx.db.prisma.taskCap.findMany({
    where: { workspaceId, kind: { in: [kind, EVERY_KIND] } },
  })
  const underWay = (more: { kind?: string; userId?: string | null }) =>
    ctx.db.prisma.task.count({
      where: {
        workspaceId,
        ...more,
        OR: [{ status: 'RUNNING' }, { status: 'PENDING', held: false, slot: true }],
      },
    })
  const own = caps.find((cap) => cap.kind === kind)
  const all = caps.find((cap) => cap.kind === EVERY_KIND)
  const asked = [
    { of: own?.total, whose: 'everybody', counts: { kind } },
    { of: own?.perPerson, whose: 'person', counts: { kind, userId } },
    { of: all?.perPerson, whose: 'person', counts: { userId } },
  ] as const
  for (const { of, whose, counts } of asked) {
    if (of == null || (whose === 'person' && userId === null)) continue
    const running = await underWay(counts)
    if (running >= of) return { running, of, whose }
  }
  return null
}
