'use client'

import { PanelLeft } from 'lucide-react'
import { IconButton } from '../ui/icon-button.tsx'
import { Tooltip } from '../ui/tooltip.tsx'
import { SidebarHint } from './sidebar-hint.tsx'
import { foldSidebar, openSidebarDrawer, useSidebar } from './sidebar-state.ts'

/** Brings the sidebar back: always there on phones, on wide screens only while it is folded. */
export function SidebarToggle() {
  const { folded } = useSidebar()
  return (
    <>
      <IconButton
        label="Open the sidebar"
        size="md"
        className="-ml-1 md:hidden"
        onClick={() => openSidebarDrawer(true)}
      >
        <PanelLeft aria-hidden="true" size={18} />
      </IconButton>
      {folded ? (
        <span className="hidden md:inline">
          <Tooltip content={<SidebarHint>Show the sidebar</SidebarHint>}>
            <IconButton label="Show the sidebar" onClick={() => foldSidebar(false)}>
              <PanelLeft aria-hidden="true" size={17} />
            </IconButton>
          </Tooltip>
        </span>
      ) : null}
    </>
  )
}
