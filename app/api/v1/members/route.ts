import { MemberList } from '#server/contracts/accounts.ts'
import { PageQuery } from '#server/contracts/identifiers.ts'
import { route } from '#server/http/route.ts'
import { listMembers } from '#server/workspaces/list-members.ts'

export const GET = route(
  {
    tag: 'People',
    summary: 'List members',
    access: 'person',
    limit: 'read',
    query: PageQuery,
    output: MemberList,
  },
  async ({ ctx, actor, query }) => listMembers(ctx, actor, query),
)
