/** Who wrote an update: the account of the connection that delivered it, the task of a job, or the key of an agent. Never what the bytes claim. */
export type Author =
  | { kind: 'person'; id: string /** Id of the Session or ApiKey. */; sessionId?: string | undefined }
  | { kind: 'job'; id: string; sessionId?: undefined }
  /** An API key that writes as agent: what it added waits for a person. */
  | { kind: 'agent'; id: string; sessionId?: undefined }

/** One update on its way into the log. */
export type LogEntry = {
  bytes: Uint8Array
  /** Yjs client id of the first struct; null for a pure deletion. */
  clientId: number | null
  author: Author
  /** What a person marks words as coming from with it; recorded with the update. */
  marks?: readonly string[]
}

/** A Yjs client id that an author is about to own in a document. */
export type Claim = { clientId: number; author: Author }

/** An update as it lies in the log. */
export type StoredUpdate = {
  seq: number
  clientId: number | null
  actorId: string | null
  actorKind: 'person' | 'job' | 'agent' | 'system'
  sessionId: string | null
  bytes: Uint8Array
}

/** True when the row of the log is this update, by the same author: our own batch, whose reply was lost. */
export function isSameUpdate(entry: LogEntry, row: StoredUpdate | undefined): boolean {
  return (
    row !== undefined &&
    row.actorId === entry.author.id &&
    row.actorKind === entry.author.kind &&
    row.sessionId === (entry.author.sessionId ?? null) &&
    Buffer.compare(entry.bytes, row.bytes) === 0
  )
}
