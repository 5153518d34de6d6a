import { AttachmentList, AttachmentView, UploadAttachment } from '#server/contracts/documents.ts'
import { PageQuery } from '#server/contracts/identifiers.ts'
import { listAttachments } from '#server/documents/list-attachments.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { IdParams } from '#server/http/path-params.ts'
import { requestBytes } from '#server/http/request-bytes.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Attachments',
    summary: 'List the files of a page',
    access: 'person',
    limit: 'read',
    params: IdParams,
    query: PageQuery,
    output: AttachmentList,
  },
  async ({ ctx, actor, params, query }) => listAttachments(ctx, actor, params.id, query),
)

export const POST = route(
  {
    tag: 'Attachments',
    summary: 'Upload a file to a page',
    description: 'The body is the file itself; its type is what its bytes say.',
    access: 'person',
    limit: 'upload',
    params: IdParams,
    query: UploadAttachment,
    input: 'bytes',
    output: AttachmentView,
    status: 201,
  },
  async ({ ctx, actor, params, query, request }) =>
    uploadAttachment(ctx, actor, { documentId: params.id, name: query.name, ...requestBytes(request) }),
)
