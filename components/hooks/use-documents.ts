import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { type CreateDocument, DocumentList, DocumentSummary, Purged } from '#server/contracts/documents.ts'
import { callApi, Nothing } from '../api-client.ts'
import { collectList, initialList } from './collect-list.ts'
import { queryKeys } from './query-keys.ts'
import { useVisiting } from './visiting.ts'

/** Every page that the person may see, or those in the trash. */
export function useDocuments({
  trashed = false,
  initialData,
}: {
  trashed?: boolean
  initialData?: DocumentList
} = {}) {
  return useQuery({
    queryKey: queryKeys.documentList(trashed),
    queryFn: ({ signal }) =>
      collectList({
        path: '/api/v1/documents',
        query: { trashed: String(trashed) },
        output: DocumentList,
        signal,
      }),
    ...initialList(initialData),
    enabled: !useVisiting(),
    // Others create, rename and trash pages too; the list follows within half a minute without a push.
    refetchInterval: 30_000,
  })
}

/** Makes a page, at the top or below another one. */
export function useCreateDocument() {
  const renew = useRenewDocuments()
  return useMutation({
    mutationFn: (body: Partial<CreateDocument>) =>
      callApi({ method: 'POST', path: '/api/v1/documents', body, output: DocumentSummary }),
    onSuccess: renew,
  })
}

/** Renames a page; whoever has it open sees the title change as an edit. */
export function useRenameDocument() {
  const renew = useRenewDocuments()
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) =>
      callApi({ method: 'PATCH', path: `/api/v1/documents/${id}`, body: { title }, output: DocumentSummary }),
    onSuccess: renew,
  })
}

/** Moves a page to the trash, from where it can be restored. */
export function useTrashDocument() {
  const renew = useRenewDocuments()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'DELETE', path: `/api/v1/documents/${id}`, output: Nothing }),
    onSuccess: renew,
  })
}

export function useRestoreDocument() {
  const renew = useRenewDocuments()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'POST', path: `/api/v1/documents/${id}/restore`, output: DocumentSummary }),
    onSuccess: renew,
  })
}

/** Deletes a page of the trash for good, with those below it that are the person's own. */
export function usePurgeDocument() {
  const renew = useRenewDocuments()
  return useMutation({
    mutationFn: (id: string) => callApi({ method: 'DELETE', path: `/api/v1/trash/${id}`, output: Purged }),
    onSuccess: renew,
  })
}

/** Shows the title of an open page, which is newer than any answer of the API, in the lists that this browser holds. */
export function useTitleInLists(id: string, title: string): void {
  const client = useQueryClient()
  useEffect(() => {
    client.setQueryData<DocumentList>(queryKeys.documentList(false), (list) =>
      list?.items.some((page) => page.id === id && page.title !== title)
        ? { ...list, items: list.items.map((page) => (page.id === id ? { ...page, title } : page)) }
        : list,
    )
  }, [client, id, title])
}

function useRenewDocuments() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: queryKeys.documents })
}
