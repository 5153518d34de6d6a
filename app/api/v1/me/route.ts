import { updateProfile } from '#server/accounts/update-profile.ts'
import { Me } from '#server/contracts/accounts.ts'
import { UpdateProfile } from '#server/contracts/profile.ts'
import { route } from '#server/http/route.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { readMe } from '#server/workspaces/me.ts'

export const GET = route(
  { tag: 'Account', summary: 'Read your own account', access: 'person', limit: 'read', output: Me },
  async ({ ctx, actor }) => readMe(ctx, actor),
)

export const PATCH = route(
  {
    tag: 'Account',
    summary: 'Change your name or colour',
    access: 'person',
    limit: 'write',
    input: UpdateProfile,
    output: Me,
  },
  async ({ ctx, actor, input }) => {
    await updateProfile(ctx, actor, currentWorkspace(actor).workspaceId, input)
    return await readMe(ctx, actor)
  },
)
