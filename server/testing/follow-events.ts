import { ServerEvent } from '#server/contracts/events.ts'
import { until } from './until.ts'

export type Follower = {
  /** Everything that was told, in order. */
  events: ServerEvent[]
  lastId(): string
  /** True once the server has ended the stream, or it was cut. */
  ended(): boolean
  /** How it ended, for a stream that was cut. */
  fault(): unknown
  /** Waits for an event that fits. */
  next(what: string, fits: (event: ServerEvent) => boolean, deadlineMs?: number): Promise<ServerEvent>
  leave(): Promise<void>
}

/** Reads a text/event-stream as a browser does, checking every event against its contract. */
export function followEvents(response: Response): Follower {
  if (!response.body) throw new Error('a stream of events has a body')
  const events: ServerEvent[] = []
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let lastId = ''
  let ended = false
  let fault: unknown

  function parse(block: string): void {
    const fields = block.split('\n').map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? [])
    const fieldOf = (name: string) => fields.find(([field]) => field === name)?.[1]
    lastId = fieldOf('id') ?? lastId
    const data = fieldOf('data')
    if (data !== undefined)
      events.push(ServerEvent.parse({ event: fieldOf('event'), data: JSON.parse(data) }))
  }

  async function read(): Promise<void> {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) parse(block)
    }
  }

  void read()
    .catch((error: unknown) => {
      fault = error
    })
    .finally(() => {
      ended = true
    })
  return {
    events,
    lastId: () => lastId,
    ended: () => ended,
    fault: () => fault,
    next: (what, fits, deadlineMs) => until(what, () => events.find(fits), deadlineMs),
    leave: () => reader.cancel(),
  }
}
