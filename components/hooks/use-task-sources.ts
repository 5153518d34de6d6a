import { useQuery } from '@tanstack/react-query'
import { TaskSources } from '#server/contracts/task-sources.ts'
import type { TaskView } from '#server/contracts/tasks.ts'
import { callApi } from '../api-client.ts'
import { queryKeys } from './query-keys.ts'
import { useVisiting } from './visiting.ts'

// Nothing tells that a page changes which nobody here has open.
const LOOK_MS = 30_000

/** The pages that a job read whole, once it has an answer, and whether they changed since; `here` is a page that the caller looks at itself. */
export function useTaskSources(task: Pick<TaskView, 'id' | 'answer'> | undefined, here?: string | null) {
  const visiting = useVisiting()
  return useQuery({
    queryKey: queryKeys.taskSources(task?.id ?? ''),
    queryFn: ({ signal }) =>
      callApi({ path: `/api/v1/tasks/${task?.id}/sources`, output: TaskSources, signal }),
    enabled: Boolean(task?.answer) && !visiting,
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ documentId }) => documentId !== here) ? LOOK_MS : false,
    refetchOnWindowFocus: true,
  })
}
