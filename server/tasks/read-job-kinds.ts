import type { Person } from '#server/contracts/actors.ts'
import type { JobKinds } from '#server/contracts/processing.ts'
import type { Context } from '#server/platform/context.ts'
import { kindsWithoutEngine } from '#server/processing/needs-model.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

/** Which kinds of job would be refused now, so that a form can say so before anything is typed, and whether the reader can change that. */
export async function readJobKinds(ctx: Context, actor: Person): Promise<JobKinds> {
  const { role, workspaceId } = currentWorkspace(actor)
  return { needModel: await kindsWithoutEngine(ctx, workspaceId), mayConfigure: role === 'owner' }
}
