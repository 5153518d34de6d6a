import { PageQuery } from '#server/contracts/identifiers.ts'
import { PeopleWithAccess } from '#server/contracts/sharing.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { listPeopleWithAccess } from '#server/workspaces/list-people-with-access.ts'

export const GET = route(
  {
    tag: 'Documents',
    summary: 'List who may open a page',
    description:
      'People of the workspace with their role on the page; whoever has a link comes on top of them.',
    access: 'person',
    limit: 'read',
    params: IdParams,
    query: PageQuery,
    output: PeopleWithAccess,
  },
  async ({ ctx, actor, params, query }) => listPeopleWithAccess(ctx, actor, params.id, query),
)
