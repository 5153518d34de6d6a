import type { Bus } from '#server/platform/bus.ts'

/** Called out with the ids of tasks whose rows changed, separated by spaces. For after the commit. */
export const TASKS_CHANGED_CHANNEL = 'tasks-changed'

// A signal carries at most 8,000 bytes, and an id with its space takes 37.
const IDS_MAX = 200
const WINDOW_MS = 50

/** Tells whoever follows tasks that these have changed. Never throws. */
export function announceTasks(bus: Pick<Bus, 'notify'>, ids: readonly string[]): void {
  for (let start = 0; start < ids.length; start += IDS_MAX)
    bus.notify(TASKS_CHANGED_CHANNEL, ids.slice(start, start + IDS_MAX).join(' '))
}

/** Gathers what a worker does in a moment, so that thousands of tasks a second are a few dozen signals. */
export class TaskAnnouncer {
  readonly #bus: Pick<Bus, 'notify'>
  readonly #ids = new Set<string>()
  #timer: NodeJS.Timeout | undefined

  constructor(bus: Pick<Bus, 'notify'>) {
    this.#bus = bus
  }

  note(id: string): void {
    this.#ids.add(id)
    this.#timer ??= setTimeout(() => this.flush(), WINDOW_MS)
  }

  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    announceTasks(this.#bus, [...this.#ids])
    this.#ids.clear()
  }
}
