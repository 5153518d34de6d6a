import { ServerEvent } from '#server/contracts/events.ts'

/** What is used of an EventSource. */
export type EventLine = EventTarget & Pick<EventSource, 'readyState' | 'CLOSED' | 'close'>

export type LiveEventsOptions = {
  onEvent(event: ServerEvent): void
  /** True while events arrive by themselves; false means: look for yourself. */
  onLive(live: boolean): void
  /** Opens a stream; a browser's EventSource unless given. */
  open?: (url: string) => EventLine
}

const URL = '/api/v1/events'
const NAMES = ['ready', 'task', 'documents', 'admin', 'reset'] as const
// A browser has six connections to a server without HTTP/2: tabs that nobody looks at must not hold them.
const HIDDEN_MS = 10_000
const RETRY_MS = 5_000

/**
 * The one stream of events of a tab. It is open while the tab is in sight; the browser opens it again after a fault of the line,
 * this class after a refusal. Whoever was away for longer than the browser's own return is told to read all anew.
 */
export class LiveEvents {
  readonly #options: LiveEventsOptions
  #source: EventLine | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  // What the page began with was read before the stream began.
  #missed = true

  constructor(options: LiveEventsOptions) {
    this.#options = options
  }

  start(): void {
    document.addEventListener('visibilitychange', this.#onVisibility)
    if (document.visibilityState === 'visible') this.#open()
  }

  stop(): void {
    document.removeEventListener('visibilitychange', this.#onVisibility)
    this.#close()
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#timer)
    if (document.visibilityState === 'hidden') this.#timer = setTimeout(() => this.#close(), HIDDEN_MS)
    else if (!this.#source) this.#open()
  }

  #open(): void {
    const source: EventLine = this.#options.open?.(URL) ?? new EventSource(URL)
    this.#source = source
    for (const name of NAMES)
      source.addEventListener(name, (message) => {
        if (source === this.#source && 'data' in message) this.#onMessage(name, String(message.data))
      })
    source.addEventListener('error', () => {
      if (source === this.#source) this.#onFault(source)
    })
  }

  #onMessage(event: (typeof NAMES)[number], data: string): void {
    const parsed = ServerEvent.safeParse({ event, data: parseJson(data) })
    // An event of a newer server, which this page does not know: what it concerns is found by looking.
    if (!parsed.success) this.#options.onEvent({ event: 'reset', data: {} })
    else if (parsed.data.event === 'ready') this.#onReady()
    else this.#options.onEvent(parsed.data)
  }

  #onReady(): void {
    this.#options.onLive(true)
    if (this.#missed) this.#options.onEvent({ event: 'reset', data: {} })
    this.#missed = false
  }

  #onFault(source: EventLine): void {
    this.#options.onLive(false)
    // While it is connecting again the browser names the last event, and the server tells what was missed.
    if (source.readyState !== source.CLOSED) return
    this.#close()
    this.#timer = setTimeout(() => this.#open(), RETRY_MS * (1 + Math.random()))
  }

  #close(): void {
    clearTimeout(this.#timer)
    this.#source?.close()
    this.#source = undefined
    this.#missed = true
    this.#options.onLive(false)
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not ours: it fits no event, which is decided by whoever asked.
    return undefined
  }
}
