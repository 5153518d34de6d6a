import { useEffect } from 'react'
import { isShortcut } from '../keyboard/shortcuts.ts'
import { foldSidebar, openSidebarDrawer, readSidebar } from './sidebar-state.ts'

// Tailwind's md: below it the sidebar is a drawer.
const WIDE = '(min-width: 48rem)'

/** Shows or hides the sidebar from anywhere, the editor included. */
export function useSidebarShortcut(): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (!isShortcut(event, 'sidebar')) return
      event.preventDefault()
      const { folded, drawer } = readSidebar()
      if (window.matchMedia(WIDE).matches) foldSidebar(!folded)
      else openSidebarDrawer(!drawer)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
