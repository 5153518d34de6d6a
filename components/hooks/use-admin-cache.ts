import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { CacheReport } from '#server/contracts/admin.ts'
import {
  CacheEntryDetail,
  CacheEntryPage,
  CacheInvalidated,
  CacheStatistics,
  type InvalidateCache,
} from '#server/contracts/cache.ts'
import { CacheAdvice, type CacheChange } from '#server/contracts/cache-advice.ts'
import type { TaskKind } from '#server/contracts/processing.ts'
import { SimilarityReport } from '#server/contracts/similarity.ts'
import type { StatRange } from '#server/contracts/statistics.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { SLOW_MS } from './use-admin.ts'

const SIMILARITY = '/api/v1/admin/cache/similarity'

export function useCacheReport() {
  return useQuery({
    queryKey: queryKeys.adminCache,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/cache', output: CacheReport, signal }),
    refetchInterval: SLOW_MS,
  })
}

export function useCacheStatistics(range: StatRange) {
  return useQuery({
    queryKey: queryKeys.adminCacheStatistics(range),
    queryFn: ({ signal }) =>
      callApi({ path: '/api/v1/admin/cache/statistics', query: { range }, output: CacheStatistics, signal }),
    refetchInterval: SLOW_MS,
  })
}

export function useCacheAdvice() {
  return useQuery({
    queryKey: queryKeys.adminCacheKinds,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/admin/cache/kinds', output: CacheAdvice, signal }),
    refetchInterval: SLOW_MS,
  })
}

/** What likeness of instructions would have answered, as it is measured in shadow. */
export function useSimilarity() {
  return useQuery({
    queryKey: queryKeys.adminCacheSimilarity,
    queryFn: ({ signal }) => callApi({ path: SIMILARITY, output: SimilarityReport, signal }),
    refetchInterval: SLOW_MS,
  })
}

export function useChangeSimilarity() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (enabled: boolean) =>
      callApi({ method: 'PUT', path: SIMILARITY, body: { enabled }, output: Nothing }),
    onSettled: () => client.invalidateQueries({ queryKey: queryKeys.adminCacheSimilarity }),
  })
}

/** Keeps the answers of a kind in another way; without a change, as usual. */
export function useKeepKind() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ kind, change }: { kind: TaskKind; change: CacheChange | null }) => {
      const path = `/api/v1/admin/cache/kinds/${kind}` as const
      return change
        ? callApi({ method: 'PUT', path, body: change, output: Nothing })
        : callApi({ method: 'DELETE', path, output: Nothing })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.adminCache }),
  })
}

export function useCacheEntries(filter: {
  glob?: string | undefined
  kind?: string | undefined
  tag?: string | undefined
}) {
  return useInfiniteQuery({
    queryKey: queryKeys.adminCacheEntries(filter),
    queryFn: ({ signal, pageParam }) =>
      callApi({
        path: '/api/v1/admin/cache/entries',
        query: { ...filter, cursor: pageParam },
        output: CacheEntryPage,
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 2 ? false : SLOW_MS),
  })
}

export function useCacheEntry(id: string | null) {
  return useQuery({
    queryKey: queryKeys.adminCacheEntry(id ?? ''),
    queryFn: ({ signal }) => callApi({ path: `/api/v1/admin/cache/${id}`, output: CacheEntryDetail, signal }),
    enabled: id !== null,
  })
}

/** Forgets by pattern, tag, kind or page; with `dryRun` it only counts. */
export function useInvalidateCache() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: InvalidateCache) =>
      callApi({
        method: 'POST',
        path: '/api/v1/admin/cache/invalidations',
        body,
        output: CacheInvalidated,
      }),
    onSuccess: ({ dryRun }) =>
      dryRun ? undefined : client.invalidateQueries({ queryKey: queryKeys.adminCache }),
  })
}

export function useForgetCacheEntry() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'DELETE', path: `/api/v1/admin/cache/${id}`, output: Nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.adminCache }),
  })
}
