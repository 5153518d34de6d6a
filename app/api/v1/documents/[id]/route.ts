import { DocumentSummary, RenameDocument } from '#server/contracts/documents.ts'
import { getDocument } from '#server/documents/get-document.ts'
import { renameDocument } from '#server/documents/rename-document.ts'
import { trashDocument } from '#server/documents/trash-document.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

const ofPage = { tag: 'Documents', access: 'person', params: IdParams } as const

export const GET = route(
  {
    ...ofPage,
    summary: 'Read a page’s title, place and dates',
    limit: 'read',
    output: DocumentSummary,
  },
  async ({ ctx, actor, params }) => getDocument(ctx, actor, params.id),
)

export const PATCH = route(
  {
    ...ofPage,
    summary: 'Rename a page',
    description: 'The new title merges with what people type into it at the same time.',
    limit: 'write',
    input: RenameDocument,
    output: DocumentSummary,
  },
  async ({ ctx, actor, params, input }) => renameDocument(ctx, actor, params.id, input),
)

export const DELETE = route(
  {
    ...ofPage,
    summary: 'Put a page into the trash',
    limit: 'write',
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => trashDocument(ctx, actor, params.id),
)
