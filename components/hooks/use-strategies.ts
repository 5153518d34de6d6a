import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type StrategyChange, StrategyReport } from '#server/contracts/kind-strategies.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { SLOW_MS } from './use-admin.ts'

export function useStrategies() {
  return useQuery({
    queryKey: queryKeys.adminStrategies,
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/recovery/kinds', output: StrategyReport, signal }),
    refetchInterval: SLOW_MS,
  })
}

/** Lets a kind of job go by other ways; without a change, by the usual ones. */
export function useChangeStrategies() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, change }: { kind: TaskKind; change: StrategyChange | null }) => {
      const path = `/api/v1/admin/recovery/kinds/${kind}` as const
      return change
        ? callApi({ method: 'PUT', path, body: change, output: Nothing })
        : callApi({ method: 'DELETE', path, output: Nothing })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.adminStrategies }),
  })
}
