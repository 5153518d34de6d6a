import { usePasswordReset } from '#server/accounts/use-password-reset.ts'
import { UsePasswordReset } from '#server/contracts/password-reset.ts'
import { route } from '#server/http/route.ts'

export const POST = route(
  {
    tag: 'Session',
    summary: 'Choose a new password with a link',
    description: 'The link works once. The person is signed out everywhere.',
    access: 'anonymous',
    limit: 'sign-in',
    input: UsePasswordReset,
    output: 'nothing',
    problems: ['gone'],
  },
  async ({ ctx, input }) => usePasswordReset(ctx, input),
)
