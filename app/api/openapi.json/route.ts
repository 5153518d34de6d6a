import { sessionCookieName } from '#server/accounts/session-cookie.ts'
import { readDescription } from '#server/http/openapi/read-description.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Reference',
    summary: 'Read this description as OpenAPI 3.1',
    description: 'What only owners may call is described to owners only.',
    access: 'anonymous',
    limit: 'read',
    output: 'response',
    answers: { 200: { description: 'An OpenAPI document', mediaType: 'application/json' } },
  },
  async ({ ctx, actor }) => Response.json(await readDescription(actor, sessionCookieName(ctx.config))),
)
