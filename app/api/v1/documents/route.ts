import { CreateDocument, DocumentList, DocumentSummary, ListDocuments } from '#server/contracts/documents.ts'
import { Id } from '#server/contracts/identifiers.ts'
import { createDocument } from '#server/documents/create-document.ts'
import { getDocument } from '#server/documents/get-document.ts'
import { listDocuments } from '#server/documents/list-documents.ts'
import { route } from '#server/http/route.ts'
import { currentWorkspace } from '#server/workspaces/current-workspace.ts'

export const GET = route(
  {
    tag: 'Documents',
    summary: 'List pages',
    access: 'person',
    limit: 'read',
    query: ListDocuments,
    output: DocumentList,
  },
  async ({ ctx, actor, query }) =>
    listDocuments(ctx, actor, currentWorkspace(actor).workspaceId, {
      ...query,
      trashed: query.trashed === 'true',
    }),
)

export const POST = route(
  {
    tag: 'Documents',
    summary: 'Make a page',
    access: 'person',
    limit: 'write',
    input: CreateDocument,
    output: DocumentSummary,
    problems: ['not-found', 'cannot-process'],
    status: 201,
    recover: async ({ ctx, actor }, id) => getDocument(ctx, actor, Id.parse(id)),
  },
  async ({ ctx, actor, input }) => createDocument(ctx, actor, currentWorkspace(actor), input),
)
