import type { ReactNode } from 'react'
import { Shortcut } from '../ui/shortcut.tsx'

/** What a button of the sidebar does, and the keys that do the same. */
export function SidebarHint({ children }: { children: ReactNode }) {
  return (
    <span className="flex items-center gap-2">
      {children} <Shortcut keys={['Mod', '\\']} />
    </span>
  )
}
