import { DocumentSummary, RenameDocument } from '#server/contracts/documents.ts'
import { getDocument } from '#server/documents/get-document.ts'
import { renameDocument } from '#server/documents/rename-document.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Documents',
    summary: 'Read a page’s title, place and dates',
    access: 'person',
    limit: 'read',
    params: IdParams,
    output: DocumentSummary,
  },
  async ({ ctx, actor, params }) => getDocument(ctx, actor, params.id),
)

export const PATCH = route(
  {
    tag: 'Documents',
    summary: 'Rename a page',
    description: 'The new title merges with what people type into it at the same time.',
    access: 'person',
    limit: 'write',
    params: IdParams,
    input: RenameDocument,
    output: DocumentSummary,
  },
  async ({ ctx, actor, params, input }) => renameDocument(ctx, actor, params.id, input),
)

export const DELETE = route(
  {
    tag: 'Documents',
    summary: 'Put a page into the trash',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => {
    await trashDocument(ctx, actor, params.id)
  },
)
