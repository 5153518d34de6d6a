import type { IncomingMessage, ServerResponse } from 'node:http'

/**
 * Reads the rest of a request's body once it has been answered, into nothing. An upload that is refused half-way (too large,
 * a full disk) is otherwise left in the connection, and the next request of the public door on it would wait behind those bytes
 * for ever. What is read is bounded: the door stops sending when its client has the answer.
 */
export function drainAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    if (request.complete) return
    // Whoever read the body until now has stopped to, and would hold it back.
    request.unpipe()
    request.removeAllListeners('data')
    request.resume()
  })
}
