import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  type CreateShareLink,
  NewShareLink,
  PeopleWithAccess,
  ShareLinkList,
} from '#server/contracts/sharing.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

const PEOPLE_AT_ONCE = 20

/** The links of a page that open something now. */
export function useShareLinks(documentId: string) {
  return useQuery({
    queryKey: queryKeys.shareLinks(documentId),
    queryFn: ({ signal }) =>
      callApi({ path: `/api/v1/documents/${documentId}/links`, output: ShareLinkList, signal }),
    select: (list) => list.items,
  })
}

/** The people of the workspace who may open a page, a screenful at a time. */
export function usePeopleWithAccess(documentId: string) {
  return useInfiniteQuery({
    queryKey: queryKeys.peopleWithAccess(documentId),
    queryFn: ({ signal, pageParam }) =>
      callApi({
        path: `/api/v1/documents/${documentId}/people`,
        query: { limit: PEOPLE_AT_ONCE, cursor: pageParam },
        output: PeopleWithAccess,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
  })
}

/** Makes a link; it is in this answer and nowhere else afterwards. */
export function useCreateShareLink(documentId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateShareLink) =>
      callApi({
        method: 'POST',
        path: `/api/v1/documents/${documentId}/links`,
        body,
        output: NewShareLink,
      }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.shareLinks(documentId) }),
  })
}

export function useRevokeShareLink(documentId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => callApi({ method: 'DELETE', path: `/api/v1/links/${id}`, output: Nothing }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.shareLinks(documentId) }),
  })
}
