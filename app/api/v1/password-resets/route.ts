import { requestPasswordReset } from '#server/accounts/request-password-reset.ts'
import { RequestPasswordReset } from '#server/contracts/password-reset.ts'
import { route } from '#server/http/route.ts'

export const POST = route(
  {
    tag: 'Session',
    summary: 'Ask for a link to choose a new password',
    description:
      'The answer is the same whether or not there is an account with this address. The link is mailed; without a mail server nothing is sent, and an owner hands one out instead.',
    access: 'anonymous',
    limit: 'sign-in',
    input: RequestPasswordReset,
    output: 'nothing',
    status: 202,
  },
  async ({ ctx, input }) => requestPasswordReset(ctx, input.email),
)
