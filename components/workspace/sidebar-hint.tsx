import type { ReactNode } from 'react'
import { ShortcutKeys } from '../keyboard/shortcut-keys.tsx'
import { SHORTCUTS } from '../keyboard/shortcuts.ts'

/** What a button of the sidebar does, and the keys that do the same. */
export function SidebarHint({ children }: { children: ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      {children} <ShortcutKeys keys={SHORTCUTS.sidebar.keys} />
    </span>
  )
}
