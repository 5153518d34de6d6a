import { useSyncExternalStore } from 'react'

const TICK_MS = 5_000

let now = 0
let timer: ReturnType<typeof setInterval> | undefined
const listeners = new Set<() => void>()

// One timer for every relative time on the page; none when there is none.
function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
    now = 0
  }
}

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

function read(): number {
  if (now === 0) now = Date.now()
  return now
}

/** Milliseconds since the epoch, renewed every 5 s; null on the server and in the first render after it. */
export function useNow(): number | null {
  return useSyncExternalStore(subscribe, read, () => null)
}
