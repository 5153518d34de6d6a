import type { Context } from '#server/platform/context.ts'
import { poolQuery } from './internal/query.ts'

/**
 * The client ids under which these tasks wrote into a page, by the task's id: what the engine admits under such an id nobody else can have
 * brought. Does not ask who reads: the caller has.
 */
export async function findJobClients(
  ctx: Context,
  documentId: string,
  taskIds: readonly string[],
): Promise<Map<string, Set<number>>> {
  const rows = await poolQuery(ctx)<{ taskId: string; clients: string[] }>(
    `SELECT "actorId"::text AS "taskId", array_agg("clientId"::text) AS clients FROM "DocumentClient"
      WHERE "documentId" = $1::uuid AND "actorKind" = 'job' AND "actorId" = ANY($2::uuid[]) GROUP BY 1`,
    documentId,
    taskIds,
  )
  return new Map(rows.map(({ taskId, clients }) => [taskId, new Set(clients.map(Number))]))
}
