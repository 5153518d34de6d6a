import { TokenParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { shareLinkResponse } from '#server/http/share-link-response.ts'

/** A link that somebody was given: remembered in a cookie, so that its secret leaves the address at once. */
export const GET = route(
  {
    tag: 'Documents',
    summary: 'Follow a link to a page',
    access: 'anonymous',
    limit: 'read',
    params: TokenParams,
    output: 'response',
  },
  async ({ ctx, actor, params, request }) => shareLinkResponse(ctx, actor, request, params.token),
)
