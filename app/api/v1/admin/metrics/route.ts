import { readMetrics } from '#server/health/read-metrics.ts'
import { route } from '#server/http/route.ts'

const MEDIA_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

export const GET = route(
  {
    tag: 'Admin',
    summary: 'Read the metrics of every process',
    description:
      'In the text format of Prometheus, which asks with the API key of an owner: `authorization: { credentials: weft_... }`.',
    access: 'workspace-owner',
    limit: 'read',
    output: 'response',
    answers: { 200: { description: 'Metrics', mediaType: 'text/plain' } },
  },
  async ({ ctx, actor }) =>
    new Response(await readMetrics(ctx, actor), { headers: { 'content-type': MEDIA_TYPE } }),
)
