import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  AdminTaskDetail,
  AdminTaskPage,
  type KindCap,
  TaskCounts,
  type TaskFilter,
} from '#server/contracts/admin.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import type { StatRange } from '#server/contracts/statistics.ts'
import {
  BulkCount,
  BulkView,
  type CountBulk,
  DeadLetterGroups,
  DeadLetterPage,
  type StartBulk,
  TaskStatistics,
} from '#server/contracts/task-administration.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { SLOW_MS, usePollMs } from './use-admin.ts'

// A list that was continued by hand is being read: asking for all of its pages again and again would serve nobody.
const whileShort =
  (pollMs: number) =>
  ({ state }: { state: { data?: { pages: unknown[] } | undefined } }) =>
    (state.data?.pages.length ?? 0) > 2 ? (false as const) : pollMs

export function useAdminTasks(filter: TaskFilter) {
  const pollMs = usePollMs()
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
    refetchInterval: whileShort(pollMs),
  })
}

export function useAdminTask(id: string | null) {
  const pollMs = usePollMs()
  return useQuery({
    queryKey: queryKeys.adminTask(id ?? ''),
    queryFn: ({ signal }) => callApi({ path: `/api/v1/admin/tasks/${id}`, output: AdminTaskDetail, signal }),
    enabled: id !== null,
    refetchInterval: pollMs,
  })
}

export function useTaskCounts() {
  const pollMs = usePollMs()
  return useQuery({
    queryKey: queryKeys.adminCounts,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/tasks/counts', output: TaskCounts, signal }),
    refetchInterval: pollMs,
  })
}

export function useTaskStatistics(range: StatRange) {
  return useQuery({
    queryKey: queryKeys.adminTaskStatistics(range),
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/tasks/statistics', query: { range }, output: TaskStatistics, signal }),
    refetchInterval: SLOW_MS,
  })
}

export function useDeadLetters(filter: {
  kind?: string | undefined
  code?: string | undefined
  replayed?: string | undefined
}) {
  const pollMs = usePollMs()
  return useInfiniteQuery({
    queryKey: queryKeys.adminDeadLetters(filter),
    queryFn: ({ signal, pageParam }) =>
      callApi({
        path: '/api/v1/admin/dead-letters',
        query: { ...filter, cursor: pageParam },
        output: DeadLetterPage,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: whileShort(pollMs),
  })
}

export function useDeadLetterGroups() {
  return useQuery({
    queryKey: queryKeys.adminDeadLetterGroups,
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/dead-letters/groups', output: DeadLetterGroups, signal }),
    refetchInterval: SLOW_MS,
  })
}

/** Lets no worker begin this kind, or lets them again. */
export function usePauseKind() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, act }: { kind: TaskKind; act: 'pause' | 'resume' }) =>
      callApi({ method: 'POST', path: `/api/v1/admin/tasks/kinds/${kind}/${act}`, output: Nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.admin }),
  })
}

/** Sets how many jobs of a kind, or, without one, of each person, are under way at a time. */
export function useSetCap() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, total, perPerson }: KindCap & { kind: TaskKind | null }) =>
      kind
        ? callApi({
            method: 'PUT',
            path: `/api/v1/admin/tasks/kinds/${kind}/cap`,
            body: { total, perPerson },
            output: Nothing,
          })
        : callApi({
            method: 'PUT',
            path: '/api/v1/admin/tasks/person-cap',
            body: { perPerson },
            output: Nothing,
          }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.admin }),
  })
}

/** How many tasks an act would concern. */
export function useCountBulk() {
  return useMutation({
    mutationFn: (body: CountBulk) =>
      callApi({ method: 'POST', path: '/api/v1/admin/tasks/bulk/count', body, output: BulkCount }),
  })
}

export function useStartBulk() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: StartBulk) =>
      callApi({ method: 'POST', path: '/api/v1/admin/tasks/bulk', body, output: BulkView }),
    onSuccess: (view) => client.setQueryData(queryKeys.adminBulk(view.id), view),
  })
}

export function useStopBulk() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'POST', path: `/api/v1/admin/tasks/bulk/${id}/stop`, output: BulkView }),
    onSuccess: (view) => client.setQueryData(queryKeys.adminBulk(view.id), view),
  })
}

/** An act on many tasks, followed until it is finished. */
export function useBulk(id: string | null) {
  return useQuery({
    queryKey: queryKeys.adminBulk(id ?? ''),
    queryFn: ({ signal }) => callApi({ path: `/api/v1/admin/tasks/bulk/${id}`, output: BulkView, signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : 500),
  })
}
