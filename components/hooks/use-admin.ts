import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { HealthHistory, HealthReport } from '#server/contracts/admin.ts'
import { AuditEventPage, RequestTrace } from '#server/contracts/audit.ts'
import type { StatRange } from '#server/contracts/statistics.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { useIsLive } from './use-live-events.ts'

// Polling stops by itself while the tab is hidden (TanStack Query's default), so a forgotten tab costs the server nothing.
const LIVE_MS = 2_000
/** What is counted by the minute need not be asked for more often, nor what no event tells: ages, workers that come and go. */
export const SLOW_MS = 10_000
const HEALTH_MS = 5_000

/**
 * How often to ask for what events tell of, in milliseconds: seldom while they arrive, since each renews what it is about;
 * often while the stream is away.
 */
export function usePollMs(): number {
  return useIsLive() ? SLOW_MS : LIVE_MS
}

export function useHealthReport() {
  return useQuery({
    queryKey: queryKeys.adminHealth,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/health', output: HealthReport, signal }),
    // No event tells of health; what is asked was found in the background and costs nothing to give.
    refetchInterval: HEALTH_MS,
  })
}

export function useHealthHistory(range: StatRange) {
  return useQuery({
    queryKey: queryKeys.adminHealthHistory(range),
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/health/history', query: { range }, output: HealthHistory, signal }),
    refetchInterval: SLOW_MS,
  })
}

/** Who did what, newest first, by pages. */
export function useAuditEvents(filter: { subjectType?: string | undefined; actorId?: string | undefined }) {
  return useInfiniteQuery({
    queryKey: queryKeys.adminAudit(filter),
    queryFn: ({ signal, pageParam }) =>
      callApi({
        path: '/api/v1/admin/audit',
        query: { ...filter, cursor: pageParam },
        output: AuditEventPage,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
  })
}

/** Everything that came of one request. */
export function useRequestTrace(requestId: string | null) {
  const pollMs = usePollMs()
  return useQuery({
    queryKey: queryKeys.adminTrace(requestId ?? ''),
    queryFn: ({ signal }) =>
      callApi({
        path: `/api/v1/admin/requests/${encodeURIComponent(requestId ?? '')}`,
        output: RequestTrace,
        signal,
      }),
    enabled: requestId !== null,
    refetchInterval: ({ state }) => (state.data ? pollMs : false),
  })
}
