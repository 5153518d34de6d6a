import { readReadiness } from '#server/health/read-readiness.ts'
import { route } from '#server/http/route.ts'

export const GET = route({ access: 'anonymous', limit: 'read', output: 'response' }, async ({ ctx }) => {
  const readiness = await readReadiness(ctx)
  return Response.json(readiness, { status: readiness.ready ? 200 : 503 })
})
