import { useEffect } from 'react'
import { foldSidebar, openSidebarDrawer, readSidebar } from './sidebar-state.ts'

// Tailwind's md: below it the sidebar is a drawer.
const WIDE = '(min-width: 48rem)'

/** Mod+\ shows or hides the sidebar from anywhere, the editor included. */
export function useSidebarShortcut(): void {
  useEffect(() => {
    function press(event: KeyboardEvent): void {
      if (event.key !== '\\' || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return
      event.preventDefault()
      const { folded, drawer } = readSidebar()
      if (window.matchMedia(WIDE).matches) foldSidebar(!folded)
      else openSidebarDrawer(!drawer)
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
}
