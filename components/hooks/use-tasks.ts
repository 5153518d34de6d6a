import { queryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { JobKinds } from '#server/contracts/processing.ts'
import { type CreateTask, type ListTasks, TaskPage, TaskView } from '#server/contracts/tasks.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { useIsLive } from './use-live-events.ts'
import { useVisiting } from './visiting.ts'

export type TaskFilter = Pick<Partial<ListTasks>, 'documentId' | 'status' | 'kind'>

// Without events progress has to be looked for: often while something moves, seldom otherwise. With them a look now and then
// costs little and finds what a lost signal left behind.
const MOVING_MS = 1_000
const RESTING_MS = 15_000
const LIVE_MS = 30_000

/** True while a job may still change by itself. */
export function isLive(task: Pick<TaskView, 'status'>): boolean {
  return task.status === 'PENDING' || task.status === 'RUNNING'
}

/** True while a job waits for the time that it was asked to begin at. Before hydration the reader's clock is not known. */
export function isPlanned(
  { status, attempt, runAt, createdAt }: Pick<TaskView, 'status' | 'attempt' | 'runAt' | 'createdAt'>,
  now: number | null,
): boolean {
  if (status !== 'PENDING' || attempt > 0 || runAt <= createdAt) return false
  return now === null || Date.parse(runAt) > now
}

/** The person's jobs, newest first, by pages; live while one of them moves and the tab is in sight. */
export function useTasks(filter: TaskFilter, initialData?: TaskPage) {
  const live = useIsLive()
  return useInfiniteQuery({
    queryKey: queryKeys.taskList(filter),
    queryFn: ({ signal, pageParam }) =>
      callApi({ path: '/api/v1/tasks', query: { ...filter, cursor: pageParam }, output: TaskPage, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    initialData: initialData && { pages: [initialData], pageParams: [undefined] },
    refetchInterval: ({ state }) =>
      live ? LIVE_MS : state.data?.pages.some((page) => page.items.some(isLive)) ? MOVING_MS : RESTING_MS,
  })
}

/** One job, followed until it is done; without `enabled` only what is known of it already. */
export function useTask(id: string, initialData?: TaskView, enabled = true) {
  const live = useIsLive()
  const visiting = useVisiting()
  return useQuery({ ...followedTask(id, live), initialData, enabled: enabled && !visiting })
}

function followedTask(id: string, live: boolean) {
  return queryOptions({
    queryKey: queryKeys.task(id),
    queryFn: ({ signal }) => callApi({ path: `/api/v1/tasks/${id}`, output: TaskView, signal }),
    // A job that cannot be read will not become readable by asking again each second.
    refetchInterval: ({ state }) => (state.data && isLive(state.data) ? (live ? LIVE_MS : MOVING_MS) : false),
  })
}

/** Which kinds of job this server could not do now. Looked at again when the reader comes back to the tab. */
export function useJobKinds() {
  return useQuery({
    queryKey: queryKeys.jobKinds,
    queryFn: ({ signal }) => callApi({ path: '/api/v1/tasks/kinds', output: JobKinds, signal }),
    enabled: !useVisiting(),
    refetchOnWindowFocus: true,
  })
}

export function useCreateTask() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: CreateTask) =>
      callApi({ method: 'POST', path: '/api/v1/tasks', body, output: TaskView }),
    onSuccess: (task) => {
      client.setQueryData(queryKeys.task(task.id), task)
      return client.invalidateQueries({ queryKey: queryKeys.tasks })
    },
  })
}

/** Cancel, begin before its time, run again, put the result into the page, or say that it answers another question. Running a finished job again makes a new one and gives that. */
export function useTaskAction(action: 'cancel' | 'begin' | 'retry' | 'insert' | 'wrong-hit') {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) =>
      callApi({ method: 'POST', path: `/api/v1/tasks/${id}/${action}`, output: TaskView }),
    onSuccess: (task) => {
      client.setQueryData(queryKeys.task(task.id), task)
      return Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.tasks }),
        client.invalidateQueries({ queryKey: queryKeys.admin }),
      ])
    },
  })
}
