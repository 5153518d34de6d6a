import { isSetupNeeded } from '#server/accounts/setup-state.ts'
import { Arrival, FirstRun, SetupState } from '#server/contracts/accounts.ts'
import { route } from '#server/http/route.ts'
import { signInOrigin, welcome } from '#server/http/sign-in-response.ts'
import { runFirstSetup } from '#server/workspaces/first-run.ts'

export const GET = route(
  {
    tag: 'Session',
    summary: 'Tell whether the server waits for its first account',
    access: 'anonymous',
    limit: 'read',
    output: SetupState,
  },
  async ({ ctx }) => ({
    needed: await isSetupNeeded(ctx),
  }),
)

export const POST = route(
  {
    tag: 'Session',
    summary: 'Make the first account and its workspace',
    description: 'Possible once, on a new server. Sets the session’s cookie.',
    access: 'anonymous',
    limit: 'sign-in',
    input: FirstRun,
    output: Arrival,
    problems: ['conflict'],
    status: 201,
  },
  async (call) => welcome(await runFirstSetup(call.ctx, call.input, signInOrigin(call)), call.headers),
)
