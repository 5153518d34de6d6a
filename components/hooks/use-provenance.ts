import { useQuery } from '@tanstack/react-query'
import { PageProvenance } from '#server/contracts/provenance.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { useVisiting } from './visiting.ts'

/** What of a page jobs wrote, as the server verified it; asked anew whenever somebody looks. */
export function useProvenance(documentId: string) {
  return useQuery({
    queryKey: queryKeys.provenance(documentId),
    queryFn: ({ signal }) =>
      callApi({ path: `/api/v1/documents/${documentId}/provenance`, output: PageProvenance, signal }),
    enabled: !useVisiting(),
    staleTime: 0,
  })
}
