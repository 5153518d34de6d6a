import { changePassword } from '#server/accounts/change-password.ts'
import { ChangePassword } from '#server/contracts/profile.ts'
import { route } from '#server/http/route.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

export const POST = route(
  {
    tag: 'Account',
    summary: 'Change your password',
    description: 'Asks for the current one, and signs your other browsers out.',
    access: 'person',
    limit: 'sign-in',
    input: ChangePassword,
    output: 'nothing',
    problems: ['forbidden'],
  },
  async ({ ctx, actor, input, address }) =>
    changePassword(ctx, actor, currentWorkspace(actor).workspaceId, input, address),
)
