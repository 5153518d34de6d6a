'use client'

import { usePathname } from 'next/navigation'
import { type ReactNode, useEffect } from 'react'
import type { Me } from '#server/contracts/accounts.ts'
import type { DocumentList } from '#server/contracts/documents.ts'
import { OfflineBanner } from '../feedback/offline-banner.tsx'
import { useLiveEvents } from '../hooks/use-live-events.ts'
import { keepSettingsOf } from '../jobs/job-settings.ts'
import { ShortcutSheet } from '../keyboard/shortcut-sheet.tsx'
import { Drawer } from '../ui/drawer.tsx'
import { Sidebar } from './sidebar.tsx'
import { openSidebarDrawer, useSidebar } from './sidebar-state.ts'
import { useKeptScreen } from './use-kept-screen.ts'
import { useSidebarShortcut } from './use-sidebar-shortcut.ts'

type WorkspaceFrameProps = {
  initialMe: Me
  initialDocuments: DocumentList
  initiallyFolded: boolean
  children: ReactNode
}

/** The frame of every screen once one is in: sidebar left (a drawer on phones), the screen beside it. */
export function WorkspaceFrame({
  initialMe,
  initialDocuments,
  initiallyFolded,
  children,
}: WorkspaceFrameProps) {
  const { folded, drawer } = useSidebar(initiallyFolded)
  const path = usePathname()
  useSidebarShortcut()
  useLiveEvents()
  const keepScreen = useKeptScreen()
  useEffect(() => keepSettingsOf(initialMe.id), [initialMe.id])

  // Whoever chose a place in the drawer wants to see the place.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is the signal, not an input
  useEffect(() => openSidebarDrawer(false), [path])

  const sidebar = { initialMe, initialDocuments }
  return (
    <div className="flex min-h-dvh" onClickCapture={keepScreen}>
      <a
        href="#main"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      {folded ? null : (
        <aside
          aria-label="Sidebar"
          className="sticky top-0 hidden h-dvh w-64 shrink-0 flex-col border-hairline border-r bg-sunken md:flex print:hidden"
        >
          <Sidebar {...sidebar} foldable />
        </aside>
      )}
      <Drawer title="Sidebar" side="left" bare open={drawer} onOpenChange={openSidebarDrawer}>
        <Sidebar {...sidebar} />
      </Drawer>
      <ShortcutSheet />
      <main id="main" tabIndex={-1} className="min-w-0 flex-1 outline-none">
        <OfflineBanner besideSidebar={!folded} />
        {children}
      </main>
    </div>
  )
}
