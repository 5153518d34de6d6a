import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type UpdateWorkspace, WorkspaceSettings } from '#server/contracts/workspace.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

/** The settings of the workspace. Only owners may ask. */
export function useWorkspace(initialData: WorkspaceSettings) {
  return useQuery({
    queryKey: queryKeys.workspace,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/workspace', output: WorkspaceSettings, signal }),
    initialData,
  })
}

export function useUpdateWorkspace() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: UpdateWorkspace) =>
      callApi({ method: 'PATCH', path: '/api/v1/workspace', body, output: WorkspaceSettings }),
    onSuccess(settings) {
      client.setQueryData(queryKeys.workspace, settings)
      return client.invalidateQueries({ queryKey: queryKeys.me })
    },
  })
}
