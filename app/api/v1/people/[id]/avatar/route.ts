import { avatarResponse } from '#server/http/avatar-response.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { readColleagueAvatar } from '#server/workspaces/read-colleague-avatar.ts'

export const GET = route(
  {
    tag: 'People',
    summary: 'Read the picture of somebody in your workspace',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: 'response',
    answers: {
      200: { description: 'The picture', mediaType: 'image/webp' },
      304: { description: 'It has not changed' },
    },
  },
  async ({ ctx, actor, params, request }) =>
    avatarResponse(request, await readColleagueAvatar(ctx, actor, params.id)),
)
