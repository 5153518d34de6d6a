import { Purged } from '#server/contracts/documents.ts'
import { erasePerson } from '#server/erasure/erase-person.ts'
import { IdParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'

export const POST = route(
  {
    tag: 'People',
    summary: 'Erase a person for good',
    description:
      'Account, address, sessions, keys, jobs on typed texts and pages that nobody else was given. What the person wrote in shared pages stays, without a name.',
    access: 'person',
    limit: 'write',
    params: IdParams,
    output: Purged,
  },
  async ({ ctx, actor, params }) => erasePerson(ctx, actor, params.id),
)
