import { CreateShareLink, NewShareLink, ShareLinkList } from '#server/contracts/sharing.ts'
import { createShareLink } from '#server/documents/create-share-link.ts'
import { listShareLinks } from '#server/documents/list-share-links.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

const ofPage = { tag: 'Documents', access: 'person', params: IdParams } as const

export const GET = route(
  {
    ...ofPage,
    summary: 'List the links of a page',
    description: 'Those that open something now, newest first. The links themselves are not kept.',
    limit: 'read',
    output: ShareLinkList,
  },
  async ({ ctx, actor, params }) => listShareLinks(ctx, actor, params.id),
)

export const POST = route(
  {
    ...ofPage,
    summary: 'Share a page by link',
    description:
      'Whoever has the link reaches the page and the pages below it, without an account. The link is shown in this answer only.',
    limit: 'write',
    input: CreateShareLink,
    output: NewShareLink,
    problems: ['conflict'],
    status: 201,
  },
  async ({ ctx, actor, params, input }) => createShareLink(ctx, actor, params.id, input),
)
