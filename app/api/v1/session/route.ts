import { signIn } from '#server/accounts/sign-in.ts'
import { signOut } from '#server/accounts/sign-out.ts'
import { Arrival, SignIn } from '#server/contracts/accounts.ts'
import { route } from '#server/http/route.ts'
import { signInOrigin, welcome } from '#server/http/sign-in-response.ts'

export const POST = route(
  {
    tag: 'Session',
    summary: 'Sign in',
    description: 'Sets the session’s cookie.',
    access: 'anonymous',
    limit: 'sign-in',
    input: SignIn,
    output: Arrival,
    status: 201,
  },
  async (call) => welcome(await signIn(call.ctx, call.input, signInOrigin(call)), call.headers),
)

export const DELETE = route(
  { tag: 'Session', summary: 'Sign out', access: 'anonymous', limit: 'write', output: 'nothing' },
  async ({ ctx, request, headers }) => {
    const setCookies = await signOut(ctx, request.headers.get('cookie') ?? '')
    for (const line of setCookies) headers.append('set-cookie', line)
  },
)
