import { readAttachment } from '#server/documents/read-attachment.ts'
import { purgeAttachment } from '#server/erasure/purge-attachment.ts'
import { FILE_ANSWERS, fileResponse } from '#server/http/file-response.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const GET = route(
  {
    tag: 'Attachments',
    summary: 'Download an attachment',
    description:
      'For whoever may read its page, also by a link. Answers Range and If-None-Match; anything but a known image is a download.',
    access: 'anonymous',
    limit: 'read',
    params: IdParams,
    output: 'response',
    answers: FILE_ANSWERS,
  },
  async ({ ctx, actor, params, request }) =>
    fileResponse(request, await readAttachment(ctx, actor, params.id)),
)

export const DELETE = route(
  {
    tag: 'Attachments',
    summary: 'Delete a file for good',
    description:
      'Its bytes, and the jobs and answers that read it. The page keeps a block that says that it is gone.',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: 'nothing',
  },
  async ({ ctx, actor, params }) => purgeAttachment(ctx, actor, params.id),
)
