import { Register } from '#server/contracts/workspace.ts'
import { route } from '#server/http/route.ts'
import { register } from '#server/workspaces/register.ts'

export const POST = route(
  {
    tag: 'Session',
    summary: 'Make an account where the workspace is open to everybody',
    description:
      'The answer is the same whether or not there was an account with this address; go on by signing in.',
    access: 'anonymous',
    limit: 'sign-in',
    input: Register,
    output: 'nothing',
    status: 202,
    problems: ['forbidden'],
  },
  async ({ ctx, input }) => register(ctx, input),
)
