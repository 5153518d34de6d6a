import { z } from 'zod'
import { chosenStrategies, type Strategy, StrategyChange } from '#server/contracts/kind-strategies.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'

const Row = z.object({ change: StrategyChange })

/**
 * By which ways a job of the kind comes to an answer in a workspace, in their order. Read anew for each job, so that a change
 * counts at once in every process; what another version stored counts for nothing.
 */
export async function strategiesOf(
  ctx: Pick<Context, 'db'>,
  { workspaceId, kind }: { workspaceId: string; kind: TaskKind },
): Promise<readonly Strategy[]> {
  const { rows } = await ctx.db.pool.query({
    name: 'strategy-setting',
    text: 'SELECT change FROM "StrategySetting" WHERE "workspaceId" = $1 AND kind = $2',
    values: [workspaceId, kind],
  })
  return chosenStrategies(kind, Row.safeParse(rows[0]).data?.change ?? null)
}
