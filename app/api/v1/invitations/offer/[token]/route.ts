import { AcceptInvitation, Arrival, InvitationOffer } from '#server/contracts/accounts.ts'
import { TokenParams } from '#server/http/path-params.ts'
import { route } from '#server/http/route.ts'
import { signInOrigin, welcome } from '#server/http/sign-in-response.ts'
import { acceptInvitation } from '#server/workspaces/accept-invitation.ts'
import { readInvitationOffer } from '#server/workspaces/read-invitation-offer.ts'

export const GET = route(
  {
    tag: 'People',
    summary: 'Read what an invitation offers',
    access: 'anonymous',
    limit: 'read',
    params: TokenParams,
    problems: ['gone'],
    output: InvitationOffer,
  },
  async ({ ctx, params }) => readInvitationOffer(ctx, params.token),
)

export const POST = route(
  {
    tag: 'People',
    summary: 'Accept an invitation',
    description: 'Makes the account, signs it in and sets the session’s cookie.',
    access: 'anonymous',
    limit: 'sign-in',
    params: TokenParams,
    input: AcceptInvitation,
    output: Arrival,
    problems: ['gone'],
    status: 201,
  },
  async (call) => {
    const signedIn = await acceptInvitation(call.ctx, call.params.token, call.input, signInOrigin(call))
    return welcome(signedIn, call.headers)
  },
)
