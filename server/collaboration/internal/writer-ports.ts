import type { Logger } from '#server/platform/logging/logger.ts'
import type { Connection } from './connection.ts'
import type { EngineMeter } from './engine-meter.ts'
import type { EngineTime } from './engine-time.ts'
import type { AppendSource } from './group-commit.ts'
import type { LogEntry, StoredUpdate } from './log-entry.ts'

/** What a writer needs from outside. */
export interface WriterHost {
  readonly log: Logger
  readonly time: EngineTime
  readonly meter: EngineMeter
  /** There is something to commit. */
  offer(source: AppendSource): void
  /** These updates of ours, the last of which has the number `headSeq`, are committed: other processes want to know. */
  appended(documentId: string, headSeq: number, entries: readonly LogEntry[]): void
  /** The updates after a number, from the database. */
  readAfter(documentId: string, seq: number): Promise<StoredUpdate[]>
}

/** What a writer tells its room. */
export interface WriterListener {
  /**
   * Frames of updates that are committed; `sender` when they all came from one connection of this room, `schemaVersion` what
   * their content needs of an editor.
   */
  committed(frames: Buffer, sender: Connection | undefined, schemaVersion: number): void
  /** Whose cursor is shown under this client id, or was before they left. */
  speakerOf(client: number): string | undefined
  /** Milliseconds for which nothing that is committed would be sent on. */
  restMs(): number
  /** What was pending is given up; every connection has to come again. */
  abandoned(code: number, reason: string): void
}
