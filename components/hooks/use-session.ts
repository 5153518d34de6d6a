import { useMutation, useQuery } from '@tanstack/react-query'
import { type AcceptInvitation, Arrival, type FirstRun, type SignIn } from '#server/contracts/accounts.ts'
import {
  PasswordResetOffer,
  type RequestPasswordReset,
  type UsePasswordReset,
} from '#server/contracts/password-reset.ts'
import type { Register } from '#server/contracts/workspace.ts'
import { callApi, Nothing } from '../api-client.ts'

/** Makes the first account and its workspace. */
export function useSetUp() {
  return useMutation({
    mutationFn: (body: FirstRun) => callApi({ method: 'POST', path: '/api/v1/setup', body, output: Arrival }),
  })
}

export function useSignIn() {
  return useMutation({
    mutationFn: (body: SignIn) => callApi({ method: 'POST', path: '/api/v1/session', body, output: Arrival }),
  })
}

/**
 * Makes an account where the workspace is open, and signs in with it. The server does not say whether the address had an
 * account before; whoever had one is told by the refusal to sign in.
 */
export function useRegister() {
  return useMutation({
    mutationFn: async (body: Register) => {
      await callApi({ method: 'POST', path: '/api/v1/registration', body, output: Nothing })
      const { email, password } = body
      return callApi({ method: 'POST', path: '/api/v1/session', body: { email, password }, output: Arrival })
    },
  })
}

/** Asks for a mail with a link; the answer tells nothing about the address. */
export function useRequestPasswordReset() {
  return useMutation({
    mutationFn: (body: RequestPasswordReset) =>
      callApi({ method: 'POST', path: '/api/v1/password-resets', body, output: Nothing }),
  })
}

/** Whose password the holder of a link may choose. The token goes in the body, so that it stands in no address. */
export function usePasswordResetOffer(token: string | undefined) {
  return useQuery({
    queryKey: ['password-reset', token],
    queryFn: ({ signal }) =>
      callApi({
        method: 'POST',
        path: '/api/v1/password-resets/offer',
        body: { token },
        output: PasswordResetOffer,
        signal,
      }),
    // An empty token is a link cut short: there is nothing to ask about.
    enabled: Boolean(token),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

export function useUsePasswordReset() {
  return useMutation({
    mutationFn: (body: UsePasswordReset) =>
      callApi({ method: 'POST', path: '/api/v1/password-resets/use', body, output: Nothing }),
  })
}

export function useAcceptInvitation(token: string) {
  return useMutation({
    mutationFn: (body: AcceptInvitation) =>
      callApi({
        method: 'POST',
        path: `/api/v1/invitations/offer/${encodeURIComponent(token)}`,
        body,
        output: Arrival,
      }),
  })
}

/** Ends this session; the caller then loads /sign-in as a new page, so that nothing read stays in memory. */
export function useSignOut() {
  return useMutation({
    mutationFn: () => callApi({ method: 'DELETE', path: '/api/v1/session', output: Nothing }),
  })
}
