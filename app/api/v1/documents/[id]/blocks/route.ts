import { PageBlocks } from '#server/contracts/contributions.ts'
import { listPageBlocks } from '#server/contributions/list-page-blocks.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Contributions',
    summary: 'Read a page block by block',
    description:
      'Each block as Markdown, with the names by which a contribution says what it stands behind or takes the place of.',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: PageBlocks,
  },
  async ({ ctx, actor, params }) => listPageBlocks(ctx, actor, params),
)
