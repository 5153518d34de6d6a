import { DocumentSummary } from '#server/contracts/documents.ts'
import { restoreDocument } from '#server/documents/restore-document.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const POST = route(
  {
    tag: 'Documents',
    summary: 'Take a page out of the trash',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: DocumentSummary,
  },
  async ({ ctx, actor, params }) => restoreDocument(ctx, actor, params.id),
)
