import { loadProfiles } from '#server/accounts/load-profiles.ts'
import type { Me } from '#server/contracts/accounts.ts'
import type { Person } from '#server/contracts/actors.ts'
import type { Context } from '#server/platform/context.ts'
import { AppError } from '#server/platform/errors.ts'
import { currentWorkspace } from './current-workspace.ts'

/** The person who asks, with the workspace in which they act. */
export async function readMe(ctx: Context, actor: Person): Promise<Me> {
  const { workspaceId, role } = currentWorkspace(actor)
  const profile = (await loadProfiles(ctx, [actor.userId])).get(actor.userId)
  const workspace = await ctx.db.prisma.workspace.findUnique({
    where: { id: workspaceId },
    select: { id: true, name: true },
  })
  // Both were there when the credential was checked, up to a second ago.
  if (!profile || !workspace)
    throw new AppError('sign-in-required', 'Please sign in: this account has changed.')
  const { suspended: _never, ...shown } = profile
  return { ...shown, workspace: { ...workspace, role } }
}
