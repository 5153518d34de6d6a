import { z } from 'zod'
import { BreakerView } from '#server/contracts/admin.ts'
import { TripBreaker } from '#server/contracts/recovery.ts'
import { route } from '#server/http/route.ts'
import { tripBreaker } from '#server/providers/trip-breaker.ts'

const Params = z.object({ provider: z.string().max(32) })

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Switch a provider off for a while',
    description: 'Opens its breaker in every process until the time is over or the breaker is reset.',
    access: 'workspace-owner',
    limit: 'write',
    params: Params,
    input: TripBreaker,
    output: BreakerView,
  },
  ({ ctx, actor, params, input }) => tripBreaker(ctx, actor, params.provider, input),
)
