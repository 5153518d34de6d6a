import { Readiness } from '#server/contracts/admin.ts'
import { readReadiness } from '#server/health/read-readiness.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Health',
    summary: 'Tell whether requests are welcome',
    description: '200, or 503 with the same body while the database is away or a migration is missing.',
    access: 'anonymous',
    limit: 'read',
    output: 'response',
    answers: {
      200: { description: 'Ready', schema: Readiness },
      503: { description: 'Not ready', schema: Readiness },
    },
  },
  async ({ ctx }) => {
    const readiness = await readReadiness(ctx)
    return Response.json(readiness, { status: readiness.ready ? 200 : 503 })
  },
)
