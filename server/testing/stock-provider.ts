import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { MESSAGE } from '#server/contracts/collaboration.ts'

const OURS = [MESSAGE.hello, MESSAGE.saved, MESSAGE.access, MESSAGE.person]

/** An unmodified client of y-websocket with these headers. Messages that only Weft knows it skips, as it would, but without a word. */
export function stockProvider(
  url: string,
  documentId: string,
  headers: Record<string, string>,
  doc = new Y.Doc(),
): WebsocketProvider {
  class SignedInSocket extends WebSocket {
    constructor(address: string) {
      super(address, { headers })
    }
  }
  const provider = new WebsocketProvider(`${url}/collab`, documentId, doc, {
    WebSocketPolyfill: SignedInSocket as unknown as typeof globalThis.WebSocket,
    disableBc: true,
  })
  for (const type of OURS) provider.messageHandlers[type] = () => {}
  return provider
}
