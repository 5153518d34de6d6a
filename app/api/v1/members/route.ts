import { MemberList } from '#server/contracts/accounts.ts'
import { route } from '#server/http/route.ts'
import { listMembers } from '#server/workspaces/list-members.ts'

export const GET = route(
  { tag: 'People', summary: 'List members', access: 'person', limit: 'read', output: MemberList },
  async ({ ctx, actor }) => ({
    items: await listMembers(ctx, actor),
  }),
)
