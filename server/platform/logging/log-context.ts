import { AsyncLocalStorage } from 'node:async_hooks'
import { processWide } from '../process-wide.ts'

/** What every log line of a piece of work carries, through web, collab and worker. */
export type LogFields = {
  requestId?: string
  userId?: string
  /** Hash of the session's id: enough to join lines, useless to take the session over. */
  session?: string
  documentId?: string
  taskId?: string
}

// Next's bundle sets the fields, the logger that reads them was made by Node's copy of this module.
const storage = processWide('log fields', () => new AsyncLocalStorage<LogFields>())

/** Runs `work` with these fields added to those already in force. */
export function withLogFields<T>(fields: LogFields, work: () => T): T {
  return storage.run({ ...storage.getStore(), ...fields }, work)
}

/** Adds fields to the work that is running, once they are known (the user, after the session was read). */
export function addLogFields(fields: LogFields): void {
  const store = storage.getStore()
  if (store) Object.assign(store, fields)
}

export function currentLogFields(): LogFields {
  return storage.getStore() ?? {}
}
