import { PageProvenance } from '#server/contracts/provenance.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { readPageProvenance } from '#server/tasks/read-page-provenance.ts'

export const GET = route(
  {
    tag: 'Documents',
    summary: 'Tell which passages of a page jobs wrote, and whether that is true',
    description:
      'A passage names its job, which anybody who may write in the page could forge. The facts are those of the job, and the words of each passage are compared with what it wrote.',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: PageProvenance,
  },
  async ({ ctx, actor, params }) => readPageProvenance(ctx, actor, params),
)
