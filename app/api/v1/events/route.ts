import { ServerEvent } from '#server/contracts/events.ts'
import { openEvents } from '#server/events/open-events.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Events',
    summary: 'Follow what changes',
    description:
      'Server-sent events, for as long as you read. Send `Last-Event-ID` to be told what you missed in the last ten minutes. At most ten streams for a person.',
    access: 'person',
    limit: 'read',
    output: 'response',
    answers: { 200: { description: 'Events', mediaType: 'text/event-stream', schema: ServerEvent } },
  },
  async ({ ctx, actor, request }) =>
    new Response(await openEvents(ctx, actor, request.headers.get('last-event-id')), {
      headers: {
        'content-type': 'text/event-stream',
        // Compressing or buffering on the way would hold events back.
        'cache-control': 'no-cache, no-transform',
        'x-accel-buffering': 'no',
      },
    }),
)
