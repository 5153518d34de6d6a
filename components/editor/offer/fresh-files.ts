import { useSyncExternalStore } from 'react'

// The files that this browser has uploaded and offered a job on: what is offered is for who brought the file, and once.
const fresh = new Set<string>()
const listeners = new Set<() => void>()

/** From now on a job is offered at the file's block. */
export function offerJobOn(attachmentId: string): void {
  fresh.add(attachmentId)
  tell()
}

/** The offer was taken, or waved away, and does not come again. */
export function endOffer(attachmentId: string): void {
  if (fresh.delete(attachmentId)) tell()
}

/** True while a job is offered on the file. */
export function useOffered(attachmentId: unknown): boolean {
  return useSyncExternalStore(
    subscribe,
    () => typeof attachmentId === 'string' && fresh.has(attachmentId),
    () => false,
  )
}

function tell(): void {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
