import 'fake-indexeddb/auto'
import * as encoding from 'lib0/encoding'
import { writeSyncStep1, writeSyncStep2 } from 'y-protocols/sync'
import * as Y from 'yjs'
import { Room } from '#components/room/room.ts'
import type { DocumentRole } from '#server/contracts/actors.ts'
import { MESSAGE, type PresentPerson, ROOT, SCHEMA_VERSION } from '#server/contracts/collaboration.ts'
import { idOf } from './sample-views.ts'

/** A line to a server that says what the test lets it say, and nothing else. */
class StagedSocket extends EventTarget {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  static newest: StagedSocket | undefined
  readyState: number = StagedSocket.CONNECTING
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null
  onclose: ((event: CloseEvent | null) => void) | null = null
  onerror: ((event: Event) => void) | null = null

  constructor() {
    super()
    StagedSocket.newest = this
  }

  send(): void {}

  say(write: (encoder: encoding.Encoder) => void): void {
    const encoder = encoding.createEncoder()
    write(encoder)
    this.onmessage?.({ data: encoding.toUint8Array(encoder).slice().buffer })
  }

  close(code = 1005): void {
    if (this.readyState === StagedSocket.CLOSED) return
    this.readyState = StagedSocket.CLOSED
    this.onclose?.(new CloseEvent('close', { code }))
  }
}

export type StagedRoom = {
  room: Room
  /** The server answers: it greets, and the page has this title. */
  connects(title?: string, role?: DocumentRole): void
  /** The server has committed so many frames of this connection. */
  commits(frames: number): void
  changesRole(role: DocumentRole): void
  /** The line ends, with a code of the server where it gives one. */
  ends(code?: number): void
  /** How often the page has called. */
  calls(): number
}

const ADA: PresentPerson = { id: idOf(900), name: 'Ada', hue: 200, avatar: null }

/** The real room of a page, with a server that is played. */
export function stageRoom(role: DocumentRole = 'editor'): StagedRoom {
  let calls = 0
  Reflect.set(
    globalThis,
    'WebSocket',
    class extends StagedSocket {
      constructor() {
        super()
        calls++
      }
    },
  )
  StagedSocket.newest = undefined
  const room = new Room({ serverUrl: 'ws://played/collab', documentId: crypto.randomUUID(), user: ADA, role })
  const line = (): StagedSocket => {
    if (!StagedSocket.newest) throw new Error('the page has not called yet')
    return StagedSocket.newest
  }
  const sayJson = (type: number, value: unknown) =>
    line().say((encoder) => {
      encoding.writeVarUint(encoder, type)
      encoding.writeVarString(encoder, JSON.stringify(value))
    })
  return {
    room,
    connects(title = 'Minutes', given = role) {
      const socket = line()
      socket.readyState = StagedSocket.OPEN
      socket.onopen?.()
      sayJson(MESSAGE.hello, {
        ...{ protocol: 1, schemaVersion: SCHEMA_VERSION, role: given, headSeq: 1, user: ADA },
      })
      const theirs = new Y.Doc()
      Y.applyUpdate(theirs, Y.encodeStateAsUpdate(room.doc))
      const text = theirs.getText(ROOT.title)
      if (text.length === 0) text.insert(0, title)
      for (const write of [writeSyncStep2, writeSyncStep1])
        socket.say((encoder) => {
          encoding.writeVarUint(encoder, MESSAGE.sync)
          write(encoder, theirs)
        })
    },
    commits: (frames) =>
      line().say((encoder) => {
        encoding.writeVarUint(encoder, MESSAGE.saved)
        encoding.writeVarUint(encoder, frames)
      }),
    changesRole: (next) => sayJson(MESSAGE.access, { role: next }),
    ends: (code) => line().close(code),
    calls: () => calls,
  }
}
