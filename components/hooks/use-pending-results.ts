import { skipToken, useQuery } from '@tanstack/react-query'
import { PendingResults } from '#server/contracts/pending-results.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { useVisiting } from './visiting.ts'

/** What the server verified of the results that wait in a page; asked for by whoever shows one. */
export function usePendingResults(documentId: string | undefined) {
  const visiting = useVisiting()
  return useQuery({
    queryKey: queryKeys.pendingResults(documentId ?? ''),
    queryFn:
      documentId === undefined || visiting
        ? skipToken
        : ({ signal }) =>
            callApi({
              path: `/api/v1/documents/${documentId}/pending-results`,
              output: PendingResults,
              signal,
            }),
    staleTime: 0,
  })
}
