import { z } from 'zod'
import type { Person } from '#server/contracts/actors.ts'
import type { InteractionView } from '#server/contracts/admin.ts'
import type { Cost } from '#server/contracts/cost.ts'
import { CacheState, PathStep, Quality, TaskKind } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { notFound } from '#server/platform/errors.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

const MOST = 50

/**
 * The newest processing requests of the owner's workspace, at most 50; one, or those of one task or of one request, if it is named. Without the answers
 * themselves: an owner of the workspace may not be allowed to read the page. Throws `not-found` for others than owners.
 */
export async function listInteractions(
  ctx: Context,
  actor: Person,
  { id, taskId, requestId }: { id?: string; taskId?: string; requestId?: string } = {},
): Promise<InteractionView[]> {
  const { workspaceId, role } = currentWorkspace(actor)
  if (role !== 'owner') throw notFound('page')
  const rows = await ctx.db.prisma.interaction.findMany({
    where: {
      workspaceId,
      ...(id !== undefined && { id }),
      ...(taskId !== undefined && { taskId }),
      ...(requestId !== undefined && { requestId }),
    },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: MOST,
    omit: { answer: true, error: true },
  })
  return rows.map((row) => ({
    id: row.id,
    taskId: row.taskId,
    documentId: row.documentId,
    userId: row.userId,
    kind: TaskKind.parse(row.kind),
    inputHash: row.inputHash,
    provider: row.provider,
    model: row.model,
    path: z.array(PathStep).parse(row.path),
    cache: CacheState.parse(row.cache),
    confidence: row.confidence,
    quality: Quality.nullable().parse(row.quality),
    partial: row.partial,
    cost: costFrom(row.costMicros, row.currency),
    saved: costFrom(row.savedMicros, row.currency),
    latencyMs: row.latencyMs,
    requestId: row.requestId,
    createdAt: row.createdAt.toISOString(),
  }))
}

function costFrom(micros: bigint | null, currency: string | null): Cost | null {
  return micros === null || currency === null ? null : { micros: Number(micros), currency }
}
