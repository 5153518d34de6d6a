import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { applyEvent, Renewer } from './apply-event.ts'
import { LiveEvents } from './live-events.ts'

let live = false
const listeners = new Set<() => void>()

function setLive(now: boolean): void {
  if (live === now) return
  live = now
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Keeps what the browser holds in line with the server for as long as the calling component is there: one stream a tab. */
export function useLiveEvents(): void {
  const client = useQueryClient()
  useEffect(() => {
    const renewer = new Renewer(client)
    const events = new LiveEvents({ onEvent: (told) => applyEvent(client, renewer, told), onLive: setLive })
    events.start()
    return () => events.stop()
  }, [client])
}

/** False when changes have to be looked for, because no events arrive. */
export function useIsLive(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => live,
    () => false,
  )
}
