import type { InfiniteData, QueryClient, QueryKey } from '@tanstack/react-query'
import type { ServerEvent, TaskEvent } from '#server/contracts/events.ts'
import type { TaskPage, TaskView } from '#server/contracts/tasks.ts'
import { queryKeys } from './query-keys.ts'

// A burst of events renews a list once.
const RENEW_MS = 300
// What is dear to ask for and always changes while jobs run is renewed no more often than it was asked for without events.
const CALM_MS = 2_000

/** Gathers what has to be read anew, and renews each once in a moment. */
export class Renewer {
  readonly #client: QueryClient
  readonly #due = new Map<string, { key: QueryKey; at: number }>()
  readonly #renewedAt = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(client: QueryClient) {
    this.#client = client
  }

  renew(...keys: QueryKey[]): void {
    this.#plan(keys, 0)
  }

  /** The same, with at least two seconds between two times. The last change is never left out, only told later. */
  renewCalmly(...keys: QueryKey[]): void {
    this.#plan(keys, CALM_MS)
  }

  #plan(keys: readonly QueryKey[], apartMs: number): void {
    const now = performance.now()
    for (const key of keys) {
      const name = JSON.stringify(key)
      const last = this.#renewedAt.get(name) ?? Number.NEGATIVE_INFINITY
      const at = Math.max(now + RENEW_MS, last + apartMs)
      const known = this.#due.get(name)
      if (!known || at < known.at) this.#due.set(name, { key, at })
    }
    this.#arm()
  }

  #arm(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#due.size === 0) return
    const next = Math.min(...[...this.#due.values()].map(({ at }) => at))
    this.#timer = setTimeout(() => this.#renewDue(), Math.max(0, next - performance.now()))
  }

  #renewDue(): void {
    // A timer may ring a little early.
    const now = performance.now() + 1
    for (const [name, { key, at }] of this.#due) {
      if (at > now) continue
      this.#due.delete(name)
      this.#renewedAt.set(name, now)
      void this.#client.invalidateQueries({ queryKey: key })
    }
    this.#arm()
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
      renewer.renewCalmly(...ADMIN_KEYS[told.data.subject])
      break
    case 'reset':
      renewer.renew(queryKeys.tasks, queryKeys.documents, queryKeys.admin)
      break
  }
}

const ADMIN_KEYS = {
  tasks: [
    ...[
      ['admin', 'tasks'],
      ['admin', 'task'],
      ['admin', 'dead letters'],
      ['admin', 'trace'],
    ],
    ...[queryKeys.adminCounts, queryKeys.adminDeadLetterGroups],
  ],
  cache: [queryKeys.adminCache],
  recovery: [queryKeys.adminRecovery],
} as const

function applyTask(client: QueryClient, renewer: Renewer, task: TaskEvent): void {
  const key = queryKeys.task(task.id)
  const known = client.getQueryData<TaskView>(key)
  if (known) {
    const waitSeconds = task.status === 'PENDING' ? known.waitSeconds : null
    const cap = task.queued ? known.cap : null
    client.setQueryData<TaskView>(key, { ...task, answer: known.answer, cap, waitSeconds })
    // The answer is not told; it is read once, when it is there. Nor is how far a cap is taken.
    if (known.status !== task.status || task.queued) renewer.renew(key)
  }
  let listed = false
  client.setQueriesData<InfiniteData<TaskPage>>({ queryKey: ['tasks', 'list'] }, (list) => {
    if (!list) return list
    const pages = list.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        if (item.id !== task.id) return item
        listed = item.status === task.status
        return { ...task, answer: item.answer, cap: null, waitSeconds: null }
      }),
    }))
    return { ...list, pages }
  })
  if (!listed) renewer.renew(['tasks', 'list'])
}
