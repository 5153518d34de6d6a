import { revokeApiKey } from '#server/accounts/revoke-api-key.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const DELETE = route(
  {
    tag: 'Account',
    summary: 'Revoke an API key',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => {
    await revokeApiKey(ctx, actor, params.id)
  },
)
