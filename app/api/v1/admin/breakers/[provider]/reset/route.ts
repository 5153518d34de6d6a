import { z } from 'zod'
import { BreakerView } from '#server/contracts/admin.ts'
import { route } from '#server/http/route.ts'
import { resetBreaker } from '#server/providers/reset-breaker.ts'

const Params = z.object({ provider: z.string().max(32) })

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Close the breaker of a provider',
    access: 'workspace-owner',
    limit: 'write',
    params: Params,
    output: BreakerView,
  },
  ({ ctx, actor, params }) => resetBreaker(ctx, actor, params.provider),
)
