'use client'

import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useWideScreen } from '../../hooks/use-wide-screen.ts'
import { Drawer } from '../../ui/drawer.tsx'
import { IconButton } from '../../ui/icon-button.tsx'

/** What the one panel at the right of a page can show, one at a time. */
export type PanelName = 'contents' | 'jobs'

type PagePanelProps = {
  title: string
  /** Its name for those who do not see where it stands. */
  label: string
  open: boolean
  onOpen: (open: boolean) => void
  children: ReactNode
}

/** The panel of a page: beside the text where there is room, over it where there is not. */
export function PagePanel({ title, label, open, onOpen, children }: PagePanelProps) {
  const wide = useWideScreen()
  if (!wide)
    return (
      <Drawer title={title} side="right" open={open} onOpenChange={onOpen}>
        <div className="px-6 pb-8">{children}</div>
      </Drawer>
    )
  if (!open) return null
  return (
    <aside
      aria-label={label}
      className="sticky top-13 h-[calc(100dvh-3.25rem)] w-88 shrink-0 overflow-y-auto border-hairline border-l px-5 pb-8 print:hidden"
    >
      <div className="sticky top-0 z-10 flex items-center justify-between bg-paper py-3">
        <h2 className="display text-xl">{title}</h2>
        <IconButton label="Close" onClick={() => onOpen(false)}>
          <X aria-hidden="true" size={16} />
        </IconButton>
      </div>
      {children}
    </aside>
  )
}
