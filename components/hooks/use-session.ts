import { useMutation } from '@tanstack/react-query'
import { type AcceptInvitation, Arrival, type FirstRun, type SignIn } from '#server/contracts/accounts.ts'
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
