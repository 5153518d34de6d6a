import type { SignedIn, SignInOrigin } from '#server/accounts/sign-in.ts'
import type { Arrival } from '#server/contracts/accounts.ts'

/** Where a try to sign in comes from. */
export function signInOrigin(call: { request: Request; address: string }): SignInOrigin {
  return { address: call.address, userAgent: call.request.headers.get('user-agent') }
}

/** Sets the cookies of a new session on the answer and returns its body. */
export function welcome({ arrival, setCookies }: SignedIn, headers: Headers): Arrival {
  for (const line of setCookies) headers.append('set-cookie', line)
  return arrival
}
