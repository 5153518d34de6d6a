import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type CreateSchedule, ScheduleList, ScheduleView } from '#server/contracts/schedules.ts'
import { callApi, Nothing } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'

// Their next runs pass and their last ones end without anybody telling.
const LOOK_MS = 30_000

/** The person's schedules, with what comes next and what came of the last runs. */
export function useSchedules() {
  return useQuery({
    queryKey: queryKeys.schedules,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/schedules', output: ScheduleList, signal }),
    refetchInterval: LOOK_MS,
  })
}

export function useCreateSchedule() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateSchedule) =>
      callApi({ method: 'POST', path: '/api/v1/schedules', body, output: ScheduleView }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.schedules }),
  })
}

export function useScheduleAction(action: 'pause' | 'resume') {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'POST', path: `/api/v1/schedules/${id}/${action}`, output: ScheduleView }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.schedules }),
  })
}

export function useRemoveSchedule() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'DELETE', path: `/api/v1/schedules/${id}`, output: Nothing }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.schedules }),
  })
}
