import { openPasswordReset } from '#server/accounts/open-password-reset.ts'
import { OpenPasswordReset, PasswordResetOffer } from '#server/contracts/password-reset.ts'
import { route } from '#server/http/route.ts'

export const POST = route(
  {
    tag: 'Session',
    summary: 'Read whose password a link lets its holder choose',
    description: 'A POST, so that the token of the link stands in no address.',
    access: 'anonymous',
    limit: 'sign-in',
    input: OpenPasswordReset,
    output: PasswordResetOffer,
    problems: ['gone'],
  },
  async ({ ctx, input }) => openPasswordReset(ctx, input.token),
)
