import { changeAvatar } from '#server/accounts/change-avatar.ts'
import { Me } from '#server/contracts/accounts.ts'
import { requestBytes } from '#server/http/request-bytes.ts'
import { route } from '#server/http/route.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'
import { readMe } from '#server/workspaces/me.ts'

export const PUT = route(
  {
    tag: 'Account',
    summary: 'Give yourself a picture',
    description:
      'The body is the picture itself. It is cut to a square of at most 256 pixels and encoded anew, without its metadata.',
    access: 'person',
    limit: 'upload',
    input: 'bytes',
    output: Me,
    problems: ['too-large', 'unsupported-media'],
  },
  async ({ ctx, actor, request }) => {
    await changeAvatar(ctx, actor, currentWorkspace(actor).workspaceId, requestBytes(request).bytes)
    return await readMe(ctx, actor)
  },
)

export const DELETE = route(
  { tag: 'Account', summary: 'Take your picture away', access: 'person', limit: 'write', output: Me },
  async ({ ctx, actor }) => {
    await changeAvatar(ctx, actor, currentWorkspace(actor).workspaceId, undefined)
    return await readMe(ctx, actor)
  },
)
