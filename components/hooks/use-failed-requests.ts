import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import {
  FailedRequest,
  FailedSteps,
  FailureReplayView,
  type ListFailedSteps,
  type ReplayFailure,
} from '#server/contracts/failed-requests.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { SLOW_MS } from './use-admin.ts'

const PATH = '/api/v1/admin/recovery/failed-requests'
// No event tells of a replay, and somebody is waiting for it.
const WAITING_MS = 500

export function useFailedSteps(filter: ListFailedSteps) {
  return useQuery({
    queryKey: queryKeys.adminFailedSteps(filter),
    queryFn: ({ signal }) => callApi({ path: PATH, query: filter, output: FailedSteps, signal }),
    refetchInterval: SLOW_MS,
  })
}

/** One of them with its replays, followed while one is under way. */
export function useFailedRequest(id: string | null) {
  return useQuery({
    queryKey: queryKeys.adminFailedRequest(id ?? ''),
    queryFn: ({ signal }) => callApi({ path: `${PATH}/${id}`, output: FailedRequest, signal }),
    enabled: id !== null,
    refetchInterval: ({ state }) =>
      state.data?.replays.some((replay) => replay.state === 'under-way') ? WAITING_MS : false,
  })
}

export function useReplayFailure(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: ReplayFailure) =>
      callApi({ method: 'POST', path: `${PATH}/${id}/replays`, body, output: FailureReplayView }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.adminFailedRequest(id) }),
  })
}
