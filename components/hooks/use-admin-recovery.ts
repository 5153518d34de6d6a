import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { BreakerView, RecoveryReport } from '#server/contracts/admin.ts'
import { FailureReport, QualityReport } from '#server/contracts/recovery.ts'
import { type StatRange, StatSeries } from '#server/contracts/statistics.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { SLOW_MS, usePollMs } from './use-admin.ts'

export function useRecoveryReport() {
  const pollMs = usePollMs()
  return useQuery({
    queryKey: queryKeys.adminRecovery,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/recovery', output: RecoveryReport, signal }),
    refetchInterval: pollMs,
  })
}

export function useRecoveryStatistics(range: StatRange) {
  return useQuery({
    queryKey: queryKeys.adminRecoveryStatistics(range),
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/recovery/statistics', query: { range }, output: StatSeries, signal }),
    refetchInterval: SLOW_MS,
  })
}

export function useFailures(range: StatRange) {
  return useQuery({
    queryKey: queryKeys.adminFailures(range),
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/recovery/failures', query: { range }, output: FailureReport, signal }),
    refetchInterval: SLOW_MS,
  })
}

export function useQuality(range: StatRange) {
  return useQuery({
    queryKey: queryKeys.adminQuality(range),
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/recovery/quality', query: { range }, output: QualityReport, signal }),
    refetchInterval: SLOW_MS,
  })
}

/** Gives a provider a rest for so many seconds, or none any more. */
export function useSetBreaker() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ provider, seconds }: { provider: string; seconds?: number }) =>
      callApi({
        method: 'POST',
        path: `/api/v1/admin/breakers/${encodeURIComponent(provider)}/${seconds === undefined ? 'reset' : 'trip'}`,
        ...(seconds !== undefined && { body: { seconds } }),
        output: BreakerView,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.adminRecovery }),
  })
}
