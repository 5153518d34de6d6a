import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  AdminTaskDetail,
  AdminTaskPage,
  CacheReport,
  HealthReport,
  RecoveryReport,
  TaskCounts,
} from '#server/contracts/admin.ts'
import type { ListTasks } from '#server/contracts/tasks.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

// Polling stops by itself while the tab is hidden (TanStack Query's default), so a forgotten tab costs the server nothing.
const LIVE_MS = 2_000

export function useAdminTasks(filter: Pick<Partial<ListTasks>, 'status' | 'kind'>) {
  return useInfiniteQuery({
    queryKey: queryKeys.adminTasks(filter),
    queryFn: ({ signal, pageParam }) =>
      callApi({
        path: '/api/v1/admin/tasks',
        query: { ...filter, cursor: pageParam },
        output: AdminTaskPage,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: LIVE_MS,
  })
}

export function useAdminTask(id: string | null) {
  return useQuery({
    queryKey: queryKeys.adminTask(id ?? ''),
    queryFn: ({ signal }) => callApi({ path: `/api/v1/admin/tasks/${id}`, output: AdminTaskDetail, signal }),
    enabled: id !== null,
    refetchInterval: LIVE_MS,
  })
}

export function useTaskCounts() {
  return useQuery({
    queryKey: queryKeys.adminCounts,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/tasks/counts', output: TaskCounts, signal }),
    refetchInterval: LIVE_MS,
  })
}

export function useCacheReport() {
  return useQuery({
    queryKey: queryKeys.adminCache,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/cache', output: CacheReport, signal }),
    refetchInterval: LIVE_MS,
  })
}

export function useInvalidateCacheEntry() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'DELETE', path: `/api/v1/admin/cache/${id}`, output: Nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.adminCache }),
  })
}

export function useRecoveryReport() {
  return useQuery({
    queryKey: queryKeys.adminRecovery,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/recovery', output: RecoveryReport, signal }),
    refetchInterval: LIVE_MS,
  })
}

export function useResetBreaker() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (provider: string) =>
      callApi({
        method: 'POST',
        path: `/api/v1/admin/breakers/${encodeURIComponent(provider)}/reset`,
        output: Nothing,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.adminRecovery }),
  })
}

export function useHealthReport() {
  return useQuery({
    queryKey: queryKeys.adminHealth,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/health', output: HealthReport, signal }),
    refetchInterval: LIVE_MS,
  })
}
