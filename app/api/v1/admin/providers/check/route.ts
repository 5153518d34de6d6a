import { CheckProvider, CheckResult } from '#server/contracts/providers.ts'
import { route } from '#server/http/route.ts'
import { checkProvider } from '#server/providers/check-provider.ts'

export const POST = route(
  {
    tag: 'Admin',
    summary: 'Check what a model provider can',
    description:
      'Asks its server for the list of models and two small questions, which costs a few tokens and takes up to a minute.',
    access: 'workspace-owner',
    limit: 'job',
    input: CheckProvider,
    output: CheckResult,
  },
  ({ ctx, actor, input }) => checkProvider(ctx, actor, input),
)
