import type { IncomingMessage, ServerResponse } from 'node:http'

/** Answers that go on for as long as somebody reads them. They are carried apart from others, so that they can be ended. */
export type EventStreams = {
  /** Passes the events on as they come. */
  carry(answer: IncomingMessage, response: ServerResponse): void
  /** Ends every stream as a server ends an answer: readers see an end and no fault, and come again. */
  end(): void
}

export function isEventStream(answer: IncomingMessage): boolean {
  return answer.headers['content-type']?.startsWith('text/event-stream') === true
}

export function createEventStreams(): EventStreams {
  const open = new Map<IncomingMessage, ServerResponse>()

  function end(answer: IncomingMessage): void {
    const response = open.get(answer)
    if (!open.delete(answer)) return
    answer.unpipe(response)
    response?.end()
    answer.destroy()
  }

  return {
    carry(answer, response) {
      open.set(answer, response)
      // The head must not wait for the first event, nor an event for the next one to fill a packet.
      response.flushHeaders()
      response.socket?.setNoDelay(true)
      answer.on('error', () => end(answer))
      answer.on('close', () => end(answer))
      response.on('close', () => end(answer))
      answer.pipe(response)
    },
    end() {
      for (const answer of [...open.keys()]) end(answer)
    },
  }
}
