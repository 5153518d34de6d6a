import { useCallback, useSyncExternalStore } from 'react'
import { asTheme, keepPreference, THEME_COOKIE, type Theme } from './preference-cookies.ts'

const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(): Theme {
  return asTheme(document.documentElement.dataset.theme)
}

/** The chosen theme and the way to choose another. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore<Theme>(subscribe, read, () => 'system')
  const choose = useCallback((next: Theme) => {
    document.documentElement.dataset.theme = next
    keepPreference(THEME_COOKIE, next === 'system' ? null : next)
    for (const listener of listeners) listener()
  }, [])
  return [theme, choose]
}
