import { queryOptions, useQuery } from '@tanstack/react-query'
import { PageProvenance } from '#server/contracts/provenance.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { useVisiting } from './visiting.ts'

/** How it is asked what of a page jobs and agents wrote; anew whenever somebody looks. */
export function provenanceQuery(documentId: string) {
  return queryOptions({
    queryKey: queryKeys.provenance(documentId),
    queryFn: ({ signal }) =>
      callApi({ path: `/api/v1/documents/${documentId}/provenance`, output: PageProvenance, signal }),
    staleTime: 0,
  })
}

/** What of a page jobs and agents wrote, as the server verified it. */
export function useProvenance(documentId: string) {
  return useQuery({ ...provenanceQuery(documentId), enabled: !useVisiting() })
}
