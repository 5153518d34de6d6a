import { useSyncExternalStore } from 'react'
import { keepPreference, SIDEBAR_COOKIE } from '../hooks/preference-cookies.ts'

type SidebarState = { folded: boolean; drawer: boolean }

const FOLDED: SidebarState = { folded: true, drawer: false }
const UNFOLDED: SidebarState = { folded: false, drawer: false }

let state: SidebarState | undefined
const listeners = new Set<() => void>()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The state of this moment, for whoever acts on it outside a rendering. */
export function readSidebar(): SidebarState {
  state ??= document.cookie.includes(`${SIDEBAR_COOKIE}=folded`) ? FOLDED : UNFOLDED
  return state
}

function change(next: Partial<SidebarState>): void {
  state = { ...readSidebar(), ...next }
  for (const listener of listeners) listener()
}

/** Whether the sidebar is folded away (wide screens) or open as a drawer (phones). `initiallyFolded` is what the server knew. */
export function useSidebar(initiallyFolded = false): SidebarState {
  return useSyncExternalStore(subscribe, readSidebar, () => (initiallyFolded ? FOLDED : UNFOLDED))
}

export function foldSidebar(folded: boolean): void {
  keepPreference(SIDEBAR_COOKIE, folded ? 'folded' : 'open')
  change({ folded })
}

export function openSidebarDrawer(drawer: boolean): void {
  change({ drawer })
}
