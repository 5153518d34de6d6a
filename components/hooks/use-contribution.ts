import { useQuery } from '@tanstack/react-query'
import { ContributionView } from '#server/contracts/contributions.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

/** A contribution of an API key to a page that the person may read. */
export function useContribution(id: string) {
  return useQuery({
    queryKey: queryKeys.contribution(id),
    queryFn: ({ signal }) =>
      callApi({ path: `/api/v1/contributions/${id}`, output: ContributionView, signal }),
  })
}
