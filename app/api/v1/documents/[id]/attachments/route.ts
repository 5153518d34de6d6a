import { AttachmentView, UploadAttachment } from '#server/contracts/documents.ts'
import { uploadAttachment } from '#server/documents/upload-attachment.ts'
import { IdParams } from '#server/http/path-params.ts'
import { requestBytes } from '#server/http/request-bytes.ts'
import { route } from '#server/http/route.ts'

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
