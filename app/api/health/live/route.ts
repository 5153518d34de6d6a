import { Liveness } from '#server/contracts/admin.ts'
import { route } from '#server/http/route.ts'

// Touches nothing but the event loop: a process that answers must not be restarted because the database is away.
export const GET = route(
  {
    tag: 'Health',
    summary: 'Tell that the process answers',
    access: 'anonymous',
    limit: 'read',
    output: Liveness,
  },
  async () => ({
    live: true as const,
  }),
)
