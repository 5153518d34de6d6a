import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Me } from '#server/contracts/accounts.ts'
import { type ChangePassword, SessionList, type UpdateProfile } from '#server/contracts/profile.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

/** Shows the account as the server has it now, wherever it stands on the screen. */
function useShowMe() {
  const client = useQueryClient()
  return (me: Me) => {
    client.setQueryData(queryKeys.me, me)
    return client.invalidateQueries({ queryKey: queryKeys.members })
  }
}

export function useUpdateProfile() {
  const onSuccess = useShowMe()
  return useMutation({
    mutationFn: (body: UpdateProfile) => callApi({ method: 'PATCH', path: '/api/v1/me', body, output: Me }),
    onSuccess,
  })
}

/** Gives the person a picture, or with null takes it away. */
export function useChangeAvatar() {
  const onSuccess = useShowMe()
  return useMutation({
    mutationFn: (picture: File | null) =>
      picture
        ? callApi({ method: 'PUT', path: '/api/v1/me/avatar', body: picture, output: Me })
        : callApi({ method: 'DELETE', path: '/api/v1/me/avatar', output: Me }),
    onSuccess,
  })
}

/** Changes the password; the other browsers of the person are signed out by it. */
export function useChangePassword() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: ChangePassword) =>
      callApi({ method: 'POST', path: '/api/v1/me/password', body, output: Nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.sessions }),
  })
}

/** The browsers in which the person is signed in. */
export function useSessions() {
  return useQuery({
    queryKey: queryKeys.sessions,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/sessions', output: SessionList, signal }),
    select: (list) => list.items,
  })
}

/** Signs one browser out, or with null all but this one. */
export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string | null) =>
      callApi({
        method: 'DELETE',
        path: id === null ? '/api/v1/sessions' : `/api/v1/sessions/${id}`,
        output: Nothing,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.sessions }),
  })
}
