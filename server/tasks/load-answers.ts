import { ProcessAnswer } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import type { TaskRow } from './task.presenter.ts'

/** A task without what came of it, which may have 8 MiB and is read apart. */
export type TaskFacts = Omit<TaskRow, 'result'>

/** Of how many tasks the answers are in memory at once where a page names many: together with what is made of them a tenth of a gigabyte. */
export const ANSWERS_AT_ONCE = 5

/** The answers of these tasks that are kept. Who may know them is for the caller to ask. */
export async function loadAnswers(
  ctx: Context,
  taskIds: readonly string[],
): Promise<Map<string, ProcessAnswer>> {
  if (taskIds.length === 0) return new Map()
  const rows = await ctx.db.prisma.task.findMany({
    where: { id: { in: [...taskIds] } },
    select: { id: true, result: true },
  })
  return new Map(
    rows.flatMap(({ id, result }) => {
      const answer = ProcessAnswer.safeParse(result).data
      return answer ? [[id, answer] as const] : []
    }),
  )
}
