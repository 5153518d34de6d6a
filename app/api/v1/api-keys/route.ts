import { createApiKey } from '#server/accounts/create-api-key.ts'
import { listApiKeys } from '#server/accounts/list-api-keys.ts'
import { ApiKeyList, CreateApiKey, NewApiKey } from '#server/contracts/accounts.ts'
import { PageQuery } from '#server/contracts/identifiers.ts'
import { route } from '#server/http/route.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

export const GET = route(
  {
    tag: 'Account',
    summary: 'List your API keys',
    access: 'person',
    limit: 'read',
    query: PageQuery,
    output: ApiKeyList,
  },
  async ({ ctx, actor, query }) => listApiKeys(ctx, actor, currentWorkspace(actor).workspaceId, query),
)

export const POST = route(
  {
    tag: 'Account',
    summary: 'Make an API key',
    description:
      'The key itself is shown in this answer only. Keys are made from a session, never with another key.',
    access: 'person',
    limit: 'write',
    input: CreateApiKey,
    output: NewApiKey,
    status: 201,
  },
  async ({ ctx, actor, input }) => createApiKey(ctx, actor, currentWorkspace(actor).workspaceId, input),
)
