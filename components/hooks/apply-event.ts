import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { ServerEvent, TaskEvent } from '#server/contracts/events.ts'
import type { TaskPage, TaskView } from '#server/contracts/tasks.ts'
import { queryKeys } from './query-keys.ts'

// A burst of events renews a list once.
const RENEW_MS = 300

/** Gathers what has to be read anew, and renews each once in a moment. */
export class Renewer {
  readonly #client: QueryClient
  readonly #keys = new Map<string, QueryKey>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: QueryClient) {
    this.#client = client
  }

  renew(...keys: QueryKey[]): void {
    for (const key of keys) this.#keys.set(JSON.stringify(key), key)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      const due = [...this.#keys.values()]
      this.#keys.clear()
      for (const queryKey of due) void this.#client.invalidateQueries({ queryKey })
    }, RENEW_MS)
  }
}

/** Brings what the browser holds in line with an event: progress is written over, anything that a list depends on is read anew. */
export function applyEvent(client: QueryClient, renewer: Renewer, told: ServerEvent): void {
  switch (told.event) {
    case 'ready':
      break
    case 'task':
      applyTask(client, renewer, told.data)
      break
    case 'documents':
      renewer.renew(queryKeys.documents)
      break
    case 'admin':
      renewer.renew(...ADMIN_KEYS[told.data.subject])
      break
    case 'reset':
      renewer.renew(queryKeys.tasks, queryKeys.documents, queryKeys.admin)
      break
  }
}

const ADMIN_KEYS = {
  tasks: [['admin', 'tasks'], ['admin', 'task'], queryKeys.adminCounts],
  cache: [queryKeys.adminCache],
  recovery: [queryKeys.adminRecovery],
} as const

function applyTask(client: QueryClient, renewer: Renewer, task: TaskEvent): void {
  const key = queryKeys.task(task.id)
  const known = client.getQueryData<TaskView>(key)
  if (known) {
    client.setQueryData<TaskView>(key, { ...task, answer: known.answer })
    // The answer is not told; it is read once, when it is there.
    if (known.status !== task.status) renewer.renew(key)
  }
  let listed = false
  client.setQueriesData<InfiniteData<TaskPage>>({ queryKey: ['tasks', 'list'] }, (list) => {
    if (!list) return list
    const pages = list.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        if (item.id !== task.id) return item
        listed = item.status === task.status
        return { ...task, answer: item.answer }
      }),
    }))
    return { ...list, pages }
  })
  if (!listed) renewer.renew(['tasks', 'list'])
}
