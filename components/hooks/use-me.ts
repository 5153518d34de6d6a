import { useQuery } from '@tanstack/react-query'
import { Me } from '#server/contracts/accounts.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

/** The person at this browser and their workspace. */
export function useMe(initialData?: Me | undefined) {
  return useQuery({
    queryKey: queryKeys.me,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/me', output: Me, signal }),
    initialData,
    staleTime: 60_000,
  })
}
