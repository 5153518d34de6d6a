import { useSyncExternalStore } from 'react'

/** Room for sidebar, text and panel side by side; the same width as the `xl` of the style sheets. */
const WIDE = '(min-width: 80rem)'

function subscribe(changed: () => void): () => void {
  const query = window.matchMedia(WIDE)
  query.addEventListener('change', changed)
  return () => query.removeEventListener('change', changed)
}

/** True where a panel can stand beside the text instead of over it; on the server too, where nothing is open yet. */
export function useWideScreen(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(WIDE).matches,
    () => true,
  )
}
