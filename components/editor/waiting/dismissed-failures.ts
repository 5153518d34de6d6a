import { useSyncExternalStore } from 'react'
import { z } from 'zod'

const KEY = 'weft-dismissed-failures'
// More than fail in the day for which a page tells of them.
const KEPT = 100
const Ids = z.array(z.string())
const NONE: readonly string[] = []

const listeners = new Set<() => void>()
let dismissed: readonly string[] | undefined

/** The failed jobs that somebody at this browser has waved away, by their ids. */
export function useDismissedFailures(): readonly string[] {
  return useSyncExternalStore(subscribe, read, () => NONE)
}

/** Keeps a failed job out of its page's text, in this browser, also after a reload. */
export function dismissFailure(taskId: string): void {
  dismissed = [...read().filter((id) => id !== taskId), taskId].slice(-KEPT)
  try {
    localStorage.setItem(KEY, JSON.stringify(dismissed))
  } catch {
    // A browser that keeps nothing, or has no room: it is told again after a reload.
  }
  for (const listener of listeners) listener()
}

function read(): readonly string[] {
  dismissed ??= kept()
  return dismissed
}

function kept(): readonly string[] {
  try {
    return Ids.parse(JSON.parse(localStorage.getItem(KEY) ?? '[]'))
  } catch {
    // Forbidden, written by another program, or cut off: as good as nothing.
    return NONE
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
