import { Me } from '#server/contracts/accounts.ts'
import { route } from '#server/http/route.ts'
import { readMe } from '#server/workspaces/me.ts'

export const GET = route(
  { tag: 'Account', summary: 'Read who you are', access: 'person', limit: 'read', output: Me },
  async ({ ctx, actor }) => readMe(ctx, actor),
)
