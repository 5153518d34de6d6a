import { useSyncExternalStore } from 'react'

let open = false
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Whether the sheet of shortcuts is open. It stands in the frame, and a menu opens it as well as a key. */
export function useShortcutSheet(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => open,
    () => false,
  )
}

export function openShortcutSheet(next: boolean): void {
  open = next
  for (const listener of listeners) listener()
}
