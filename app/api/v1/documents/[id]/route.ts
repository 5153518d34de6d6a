import { DocumentSummary, RenameDocument } from '#server/contracts/documents.ts'
import { getDocument } from '#server/documents/get-document.ts'
import { renameDocument } from '#server/documents/rename-document.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  { access: 'person', limit: 'read', params: IdParams, output: DocumentSummary },
  async ({ ctx, actor, params }) => getDocument(ctx, actor, params.id),
)

export const PATCH = route(
  { access: 'person', limit: 'write', params: IdParams, input: RenameDocument, output: DocumentSummary },
  async ({ ctx, actor, params, input }) => renameDocument(ctx, actor, params.id, input),
)

export const DELETE = route(
  { access: 'person', limit: 'write', params: IdParams, output: 'nothing' },
  async ({ ctx, actor, params }) => {
    await trashDocument(ctx, actor, params.id)
  },
)
