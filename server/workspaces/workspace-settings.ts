import type { Person } from '#server/contracts/actors.ts'
import type { UpdateWorkspace, WorkspaceSettings } from '#server/contracts/workspace.ts'
import { recordAudit } from '#server/platform/audit.ts'
import type { Context } from '#server/platform/context.ts'
import { transaction } from '#server/platform/database/transaction.ts'
import { requireOwner } from './workspace.policy.ts'

const SHOWN = { id: true, name: true, registration: true } as const

/** The settings of the workspace, for its owners. Throws `not-found`. */
export async function readWorkspace(ctx: Context, actor: Person): Promise<WorkspaceSettings> {
  const { workspaceId } = requireOwner(actor, 'workspace')
  return await ctx.db.prisma.workspace.findUniqueOrThrow({ where: { id: workspaceId }, select: SHOWN })
}

/** Renames the workspace or says who may join. Throws `not-found`. */
export async function updateWorkspace(
  ctx: Context,
  actor: Person,
  { name, registration }: UpdateWorkspace,
): Promise<WorkspaceSettings> {
  const { workspaceId } = requireOwner(actor, 'workspace')
  return await transaction(ctx, async (tx) => {
    await recordAudit(tx, {
      workspaceId,
      actor,
      action: 'workspace.changed',
      subjectType: 'workspace',
      subjectId: workspaceId,
      detail: { name: name !== undefined, registration: registration ?? null },
    })
    return await tx.workspace.update({
      where: { id: workspaceId },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(registration === undefined ? {} : { registration }),
      },
      select: SHOWN,
    })
  })
}
