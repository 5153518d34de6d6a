import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiKeyList, type CreateApiKey, NewApiKey } from '#server/contracts/accounts.ts'
import { callApi, Nothing } from '../api-client.ts'
import { collectList } from './collect-list.ts'
import { queryKeys } from './query-keys.ts'

/** The person's own keys that are not revoked. */
export function useApiKeys() {
  return useQuery({
    queryKey: queryKeys.apiKeys,
    queryFn: ({ signal }) => collectList({ path: '/api/v1/api-keys', output: ApiKeyList, signal }),
    select: (list) => list.items,
  })
}

/** Makes a key; it is in this answer and nowhere else afterwards. */
export function useCreateApiKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateApiKey) =>
      callApi({ method: 'POST', path: '/api/v1/api-keys', body, output: NewApiKey }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.apiKeys }),
  })
}

export function useRevokeApiKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'DELETE', path: `/api/v1/api-keys/${id}`, output: Nothing }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.apiKeys }),
  })
}
