import { Purged } from '#server/contracts/documents.ts'
import { purgeDocument } from '#server/erasure/purge-document.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const DELETE = route(
  {
    tag: 'Documents',
    summary: 'Delete a page of the trash for good',
    description:
      'With the pages below it, their history, attachments, jobs and answers. Nothing of it can be brought back.',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: Purged,
  },
  async ({ ctx, actor, params }) => purgeDocument(ctx, actor, params.id),
)
