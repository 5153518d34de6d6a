import { Attribution, ReadAttribution } from '#server/contracts/attribution.ts'
import { readPageAttribution } from '#server/documents/read-page-attribution.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Documents',
    summary: 'Tell who wrote each character of a page, and when',
    description: 'Of any version of the page. Authors are those whose connections delivered the text.',
    access: 'person',
    limit: 'history',
    params: IdParams,
    query: ReadAttribution,
    output: Attribution,
  },
  async ({ ctx, actor, params, query }) => readPageAttribution(ctx, actor, params.id, query),
)
