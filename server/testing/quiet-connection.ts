import { Connection } from '#server/collaboration/internal/connection.ts'
import type { EngineTime } from '#server/collaboration/internal/engine-time.ts'
import { newId } from '#server/platform/ids.ts'
import { createLogger } from '#server/platform/logging/logger.ts'

/** A connection of an editor whose socket takes everything at once, and what was written to it, a write each. */
export function quietConnection(time: EngineTime): { connection: Connection; writes: Buffer[] } {
  const writes: Buffer[] = []
  const ignored = (): void => {}
  const connection = new Connection(
    {
      ...{ readyState: 1, OPEN: 1, on: ignored, pause: ignored, resume: ignored },
      ...{ ping: ignored, close: ignored, terminate: ignored },
    },
    {
      ...{ writableLength: 0, on: ignored, cork: ignored, uncork: ignored },
      write: (bytes) => void writes.push(Buffer.from(bytes)),
    },
    {
      attendee: {
        ...{ kind: 'person', userId: newId(), name: 'Ada', memberships: [] },
        via: { type: 'session', sessionId: newId() },
      },
      look: { name: 'Ada', hue: 1, avatar: null },
      role: 'editor',
      log: createLogger('test', 'silent'),
      listener: { received: ignored, drained: ignored, left: ignored, refused: ignored },
      time,
    },
  )
  return { connection, writes }
}
