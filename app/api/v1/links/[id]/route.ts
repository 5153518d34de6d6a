import { revokeShareLink } from '#server/documents/revoke-share-link.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const DELETE = route(
  {
    tag: 'Documents',
    summary: 'Revoke a link to a page',
    description: 'Whoever is on the page by it is put out within a second.',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => revokeShareLink(ctx, actor, params.id),
)
