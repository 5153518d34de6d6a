import type { Person } from '#server/contracts/actors.ts'
import type { BulkCount, CountBulk } from '#server/contracts/task-administration.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { newId } from '#server/platform/ids.ts'
import { requireTaskAdministration } from './admin-task.policy.ts'
import { bulkTargets } from './internal/bulk-targets.ts'

/** How many tasks an act would concern now. Changes nothing; what it gives is handed to `startBulk` to confirm. */
export async function countBulk(ctx: Context, actor: Person, input: CountBulk): Promise<BulkCount> {
  const workspaceId = requireTaskAdministration(actor)
  return await transaction(ctx, async (tx) => {
    // The database's clock, by which tasks are dated. Rounded up: a task of this very millisecond was counted.
    const [clock] = await tx.$queryRaw<{ now: Date }[]>`SELECT now() + interval '1 ms' AS now`
    const asOf = (clock?.now ?? new Date(ctx.clock.now())).toISOString()
    const ids = await bulkTargets(tx, workspaceId, { ...input, asOf })
    return { id: newId(), count: ids.length, asOf }
  })
}
