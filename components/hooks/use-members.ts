import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { type CreateInvitation, InvitationView, Member, NewInvitation } from '#server/contracts/accounts.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

const Members = z.object({ items: z.array(Member) })
const Invitations = z.object({ items: z.array(InvitationView) })

/** Everybody in the workspace. */
export function useMembers() {
  return useQuery({
    queryKey: queryKeys.members,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/members', output: Members, signal }),
    select: (list) => list.items,
  })
}

/** Invitations, accepted ones included. Only owners may ask. */
export function useInvitations({ enabled }: { enabled: boolean }) {
  return useQuery({
    queryKey: queryKeys.invitations,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/invitations', output: Invitations, signal }),
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
