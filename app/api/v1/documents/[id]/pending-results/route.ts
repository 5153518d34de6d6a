import { PendingResults } from '#server/contracts/pending-results.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { readPendingResults } from '#server/tasks/read-pending-results.ts'

export const GET = route(
  {
    tag: 'Documents',
    summary: 'Tell whether results that wait in a page are what jobs wrote',
    description:
      'A block that waits to be accepted names its job, and anybody who may write in the page can change its words. They are compared with the stored answer of the job, or, of one without, with who brought them.',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: PendingResults,
  },
  async ({ ctx, actor, params }) => readPendingResults(ctx, actor, params),
)
