import { z } from 'zod'
import { removeCacheEntry } from '#server/cache/remove-cache-entry.ts'
import { Id } from '#server/contracts/identifiers.ts'
import { route } from '#server/http/route.ts'

export const DELETE = route(
  {
    tag: 'Admin',
    summary: 'Remove an entry of the cache',
    access: 'workspace-owner',
    limit: 'write',
    params: z.object({ id: Id }),
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => {
    await removeCacheEntry(ctx, actor, params.id)
    return undefined
  },
)
