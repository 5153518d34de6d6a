import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type CreateInvitation,
  InvitationList,
  MemberList,
  NewInvitation,
} from '#server/contracts/accounts.ts'
import { Purged } from '#server/contracts/documents.ts'
import { NewPasswordReset } from '#server/contracts/password-reset.ts'
import type { ChangeMember } from '#server/contracts/workspace.ts'
import { callApi, Nothing } from '../api-client.ts'
import { collectList, initialList } from './collect-list.ts'
import { queryKeys } from './query-keys.ts'
import { useVisiting } from './visiting.ts'

/** Everybody in the workspace. */
export function useMembers(initialData?: MemberList | undefined) {
  return useQuery({
    queryKey: queryKeys.members,
    queryFn: ({ signal }) => collectList({ path: '/api/v1/members', output: MemberList, signal }),
    ...initialList(initialData),
    enabled: !useVisiting(),
    select: (list) => list.items,
  })
}

/** Invitations, accepted ones included. Only owners may ask. */
export function useInvitations({ enabled }: { enabled: boolean }) {
  return useQuery({
    queryKey: queryKeys.invitations,
    queryFn: ({ signal }) => collectList({ path: '/api/v1/invitations', output: InvitationList, signal }),
    select: (list) => list.items,
    enabled,
  })
}

/** Makes an invitation; its link is in this answer and nowhere else afterwards. */
export function useInvite() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateInvitation) =>
      callApi({ method: 'POST', path: '/api/v1/invitations', body, output: NewInvitation }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.invitations }),
  })
}

export function useRevokeInvitation() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'DELETE', path: `/api/v1/invitations/${id}`, output: Nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.invitations }),
  })
}

/** A new link for an invitation whose link was lost; the old one ends. */
export function useRenewInvitation() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'POST', path: `/api/v1/invitations/${id}/renew`, output: NewInvitation }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.invitations }),
  })
}

/** Changes a role, or suspends somebody and lifts it. */
export function useChangeMember(userId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: ChangeMember) =>
      callApi({ method: 'PATCH', path: `/api/v1/members/${userId}`, body, output: Nothing }),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.members }),
        client.invalidateQueries({ queryKey: queryKeys.me }),
      ]),
  })
}

/** Takes somebody out of the workspace, oneself included; `heir` takes over their pages. */
export function useRemoveMember(userId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ heir }: { heir?: string }) =>
      callApi({ method: 'DELETE', path: `/api/v1/members/${userId}`, query: { heir }, output: Nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.members }),
  })
}

/** Makes a link with which somebody chooses a new password; it is in this answer and nowhere else afterwards. */
export function useCreateResetLink(userId: string) {
  return useMutation({
    mutationFn: () =>
      callApi({ method: 'POST', path: `/api/v1/members/${userId}/reset-link`, output: NewPasswordReset }),
  })
}

/** Erases somebody for good: the account and everything that nobody else was given. Answers how many pages went with it. */
export function useErasePerson(userId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => callApi({ method: 'POST', path: `/api/v1/members/${userId}/erase`, output: Purged }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.members }),
        client.invalidateQueries({ queryKey: queryKeys.invitations }),
        client.invalidateQueries({ queryKey: queryKeys.documents }),
      ]),
  })
}
